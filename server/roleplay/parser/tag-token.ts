import type { TagMeaning } from "./tag-names.ts";
import type { Unit } from "./text-units.ts";

/** What a stream is made of, for the parser: characters, tags, and what must not be read any further. */
export type Token =
  | { readonly type: "unit"; readonly unit: Unit }
  | {
      readonly type: "tag";
      readonly close: boolean;
      readonly meaning: TagMeaning;
      readonly escaped: boolean;
      /** It has attributes. */
      readonly attributed: boolean;
      readonly raw: string;
    }
  /** A chat-template token. */
  | { readonly type: "template"; readonly raw: string }
  /** A comment or declaration, or a tag that never ends: nothing after it can be trusted. */
  | { readonly type: "unreadable"; readonly raw: string }
  /** The beginning of a tag that was cut off. */
  | { readonly type: "partial"; readonly raw: string };

export type TagToken = Extract<Token, { type: "tag" }>;
