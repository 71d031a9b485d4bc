/** What a player allows to be done with what it says, beside playing. */

/** What can be allowed. Each is off until the player gives it. */
export const CONSENT_PURPOSES = ["training"] as const;
export type ConsentPurpose = (typeof CONSENT_PURPOSES)[number];

/** The wording that `docs/privacy.md` gives and the demo uses; a game with words of its own names its own. */
export const CONSENT_NOTICE = "training-1";

/** A player allows something, or takes it back. The last word counts, for the whole episode. */
export interface ConsentMessage {
  readonly purpose: ConsentPurpose;
  readonly given: boolean;
  /** Which wording of the question the player answered: 1 to 64 letters, digits, `.`, `_`, `-`. */
  readonly notice: string;
}

/** How one purpose stands: `notice` is the wording that was agreed to, null while nothing is given. */
export interface ConsentState {
  readonly given: boolean;
  readonly notice: string | null;
}

/** What a player may be used for just now, purpose by purpose. */
export type ConsentView = Readonly<Record<ConsentPurpose, ConsentState>>;

/** Nothing is allowed: how every player begins. */
export const NO_CONSENT: ConsentView = { training: { given: false, notice: null } };
