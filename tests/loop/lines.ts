/** What the loop's players say: enough that hardly two evenings are alike, and lines that no evening of training holds. */

const OPENINGS = [
  "Good evening.",
  "Hello, Hanna.",
  "Is anyone here?",
  "What a night.",
  "May I come in?",
  "Evening, innkeeper.",
  "I am soaked through.",
  "Do you have a room for me?",
];
const QUESTIONS = [
  "What does a bed cost?",
  "What is in the soup tonight?",
  "What does the soup cost?",
  "Who built this tavern?",
  "When does the road open again?",
  "Is the road to the harbour open?",
  "What kind of guests do you like?",
  "How old are you, Hanna?",
  "Who are you?",
  "What do you do here?",
  "What happened at the bridge?",
  "Do you know who was in your cellar?",
  "Is the harbour far from here?",
  "Did your father build this house?",
  "What are you thinking about?",
  "Do you trust me?",
];
const REMARKS = [
  "I come from the hills.",
  "My horse is lame.",
  "I carry letters for the harbour master.",
  "The rain gets worse.",
  "I have four pence left.",
  "I lost my hat at the bridge.",
  "My boots are by the door.",
  "Thank you, Hanna.",
  "That is kind of you.",
  "I will pay first, then.",
  "I do not believe you.",
  "Good night, Hanna.",
];

/** Said when the trained model plays, and never before. */
export const UNHEARD: readonly string[] = [
  "Hello there, can a stranger get warm here?",
  "How much do you want for soup and a bed?",
  "Tell me who owned the wood of these walls.",
  "I must be at the harbour tonight.",
  "My coat is dripping on your floor, sorry.",
  "Which guests are worth your time?",
  "You keep looking at that door.",
  "I could work for my supper.",
  "Is it always this quiet?",
  "What would your father say to this weather?",
  "Thanks for the fire.",
  "Farewell, I am going to bed.",
];

/** The lines of one short evening; `random` gives numbers from 0 to 1. */
export function eveningLines(random: () => number): string[] {
  const pick = (from: readonly string[]): string => from[Math.floor(random() * from.length)] ?? "";
  return [pick(OPENINGS), pick(QUESTIONS), pick(random() < 0.5 ? QUESTIONS : REMARKS)];
}
