import type { Localized, ParticipantId } from "./protocol.ts";

/** What can be done in a scene beside talking: verbs, things, and what came of a deed. */

/** Why a deed was refused. A closed set: the page has the words for each, in each language. */
export const DEED_REFUSALS = [
  "unknown-verb",
  "unknown-target",
  "unknown-item",
  "out-of-reach",
  "out-of-sight",
  "no-way-there",
  "not-held",
  "not-portable",
  "not-yours",
  "locked",
  "already",
  "occupied",
  "not-willing",
  "forbidden",
] as const;
export type DeedRefusal = (typeof DEED_REFUSALS)[number];

/** A deed of a body, by the server's rules; told to those who could see it. Never caused by model text alone. */
export interface DeedEvent {
  readonly type: "verb-done";
  readonly seq: number;
  readonly deedId: string;
  readonly actor: ParticipantId;
  readonly verb: string;
  /** A participant's, place's or prop's id. */
  readonly target: string | null;
  /** A prop's id. */
  readonly item: string | null;
  readonly outcome: "done" | "refused";
  readonly refusal: DeedRefusal | null;
  /** What was seen, as a sentence, in each language. */
  readonly phrase: Localized;
  /** The turn whose action it was; null for a deed without words. */
  readonly turnId: string | null;
}

/** A player's own deed. */
export interface ActMessage {
  readonly verb: string;
  readonly target?: string | undefined;
  readonly item?: string | undefined;
}

/** A verb that players may use here. */
export interface VerbView {
  readonly id: string;
  readonly label: Localized;
  /** What it is done to; `none` needs no target. */
  readonly target: "person" | "place" | "prop" | "person-or-prop" | "anything" | "none";
  /** Whether something held goes with it. */
  readonly item: boolean;
}

/** What anyone may know of a thing; where it is stands in the synced state. */
export interface PropView {
  readonly id: string;
  readonly name: Localized;
  readonly description: Localized;
  readonly portable: boolean;
  readonly sprite: string;
  /** Verbs that make sense on it. */
  readonly verbs: readonly string[];
}

/** What does not change while a scene plays: sent once with a snapshot. */
export interface SceneGuide {
  readonly verbs: readonly VerbView[];
  readonly props: readonly PropView[];
  readonly places: readonly { readonly id: string; readonly name: string }[];
}
