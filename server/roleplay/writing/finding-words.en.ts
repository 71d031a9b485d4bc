import type { FindingLexicon } from "./finding-words.ts";

export const FINDING_WORDS_EN: FindingLexicon = {
  "no-voice": {
    what: "There is no line in the character's own voice.",
    why: "The model finds a voice in examples, not in adjectives; without any, everyone sounds alike.",
    todo: "Write five lines that only this character would say: a greeting, a refusal, a joke, a worry, a goodbye.",
  },
  "thin-voice": {
    what: "There are only {count} lines in the character's own voice.",
    why: "With so few the model repeats them instead of finding more like them.",
    todo: "Write five or more, in different moods.",
  },
  "copied-voice": {
    what: "This line stands here already, as line {first}.",
    why: "A line that stands twice is repeated in play.",
    todo: "Take one out, or say something else.",
  },
  "sheet-too-long": {
    what: "The sheet takes about {tokens} tokens, {share} % of a prompt of {context}.",
    why: "What it takes is missing for what was said: the character forgets sooner and answers more slowly.",
    todo: "Shorten the profile and the experience to what shows in play, or give the server a larger context.",
  },
  "secret-in-the-open": {
    what: "Others can read words of the secret {whose} here.",
    why: "What stands in the open is in every other character's prompt, and players are told it.",
    todo: "Read it as somebody who does not know the secret; if it tells, say it in other words or leave it out.",
  },
  "secret-never-told": {
    what: "Nothing says when the secret '{secret}' comes out.",
    why: "Without a moment to wait for, some models tell a secret at once and others never.",
    todo: "Write what has to happen, such as: somebody shows her the ring. Leave it empty if it must never be told.",
  },
  "contradicting-relationships": {
    what: "{name} calls {other} “{says}”, and {other} calls {name} “{answers}”.",
    why: "Each plays by their own sheet, so the two will contradict each other in front of the players.",
    todo: "Make both sheets agree, or write down which of the two is mistaken and why.",
  },
  "confusable-name": {
    what: "“{name}” is easily taken for “{other}”.",
    why: "Players, the model and the choice of who answers tell characters apart by their names.",
    todo: "Give one of them another name or drop the alias.",
  },
  "name-like-a-role": {
    what: "“{name}” is a word of the prompt's own layout.",
    why: "The model may take the character's lines for instructions or for a player's.",
    todo: "Choose a name that is only a name.",
  },
  "mixed-language": {
    what: "This is not written in the persona's language.",
    why: "The model follows the language of what it reads, and answers in the wrong one or in both.",
    todo: "Write it in the persona's language, or change the language of the persona.",
  },
  "nothing-known": {
    what: "What everyone knows of the character says nothing.",
    why: "This is all that the others in the scene know, so they cannot speak of, to or about the character.",
    todo: "Write one or two sentences: what does the character do, and what is said about them?",
  },
  "no-fallback": {
    what: "There is no line for when the model cannot answer.",
    why: "When the model fails, the character says a stock phrase that is not in its voice.",
    todo: "Write three or four short lines that put somebody off, in the character's voice.",
  },
  "no-waiting": {
    what: "There is no gesture to be seen while the character considers.",
    why: "Until the first words come, nothing shows that the character has heard.",
    todo: "Write three or four small gestures, such as: turns the glass.",
  },
  "gesture-form": {
    what: "The gesture is a sentence of its own.",
    why: "It is shown behind the character's name, so a name or an end mark stands there twice.",
    todo: "Write it as what follows the name, without end mark: turns the glass.",
  },
  "speaker-prefix": {
    what: "The line begins with the speaker's name and a colon.",
    why: "The model learns to say its own name aloud, and what follows may be taken for another's line.",
    todo: "Keep only what is said.",
  },
  "tag-text": {
    what: "“{mark}” looks like a tag, a control token or a placeholder of a card.",
    why: "Models and the parser take it for a part of the protocol; such text is made harmless and then reads oddly.",
    todo: "Write it in plain words, and names instead of placeholders.",
  },
  "second-person": {
    what: "The text speaks to the character as “you”.",
    why: "The model was trained on sheets in the third person; “you” makes it mix up itself and the player.",
    todo: "Write about the character by name: Mara rows the ferry.",
  },
  "first-person": {
    what: "The text speaks as “I”.",
    why: "The model was trained on sheets in the third person; lines in the first person belong to the voice.",
    todo: "Write about the character by name, and move lines that the character would say to the voice.",
  },
  "no-knowledge-limits": {
    what: "Nothing says what the character does not know.",
    why: "Models know everything that they have read; without limits the character answers for others and for our time.",
    todo: "Write two or three sentences, such as: Mara does not know who cut the rope.",
  },
  "no-motivation": {
    what: "The character wants nothing.",
    why: "Who wants nothing only answers; wishes make a character speak up and hide things.",
    todo: "Write what the character wants tonight, and what it fears.",
  },
  placeholder: {
    what: "This looks like text that was meant to be filled in.",
    why: "The model takes it at its word.",
    todo: "Write the real text, or leave it empty.",
  },
  "no-opening": {
    what: "The scene opens in silence.",
    why: "Players who come in do not know where they are or whom to speak to.",
    todo: "Write a line for the world and one for somebody of the cast.",
  },
};
