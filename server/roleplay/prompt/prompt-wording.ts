/** The words one language's prompts are made of. Headers are parsed elsewhere: their bytes are a contract. */
export interface PromptWording {
  opening(name: string, world: string): string;
  readonly headers: {
    profile(name: string): string;
    readonly background: string;
    readonly scenario: string;
    readonly others: string;
    readonly thoughts: string;
    readonly requirements: string;
  };
  topic(topic: string): string;
  /** Leads what lies about, and what is said of each thing there, in brackets. */
  readonly thingsInSight: string;
  readonly yours: string;
  readonly locked: string;
  readonly fixed: string;
  heldBy(name: string): string;
  /** Leads what the persona alone knows to be there, and says where that is. */
  readonly thingsHidden: string;
  readonly keptOnYou: string;
  insideOf(name: string): string;
  /** A thing with what is said of it; a description where the persona knows it. */
  thing(name: string, notes: readonly string[], description: string): string;
  /** Leads what the persona knows whatever is talked of. */
  lore(name: string): string;
  /** Leads how its author wants it played. */
  direction(name: string): string;
  /** Leads the voice samples. */
  voice(name: string): string;
  /** Lead the bullets of the inner thoughts. */
  readonly relationships: string;
  readonly secrets: string;
  readonly limits: string;
  admitsOnlyIf(condition: string): string;
  readonly neverAdmits: string;
  /** Between two sentences, and between two phrases where the first has no end mark. */
  readonly sentenceGap: string;
  readonly phraseGap: string;
  /** Ends a sentence that its author left open. */
  readonly stop: string;
  /** What the environment does when a persona is asked to go on after its own words. */
  readonly moment: string;
  /** How a whisper looks, as an action, where its words may not be known: someone else's, and one's own. */
  readonly whispersToYou: string;
  readonly whispersBack: string;
  /** How a turn is written, and what it must never do. */
  requirements(name: string): string;
}
