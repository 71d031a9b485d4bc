import type { Channel } from "../../../shared/studio/rehearsal.ts";
import type { EpisodeEvent } from "../../stage/episode-event.ts";
import type { InPlay } from "./in-play.ts";

/** How turns grow before a designer's eyes: each block of a channel as it comes, and the turn as it stands in the end. */
export interface Streaming {
  /** What the scene tells of a turn that is being spoken. */
  told(event: { readonly type: string }): void;
  block(heard: HeardBlock): void;
  retract(turnId: string, block: string): void;
  ended(turn: Extract<EpisodeEvent, { type: "turn" }>): void;
}

export interface HeardBlock {
  readonly turnId: string;
  readonly block: string;
  readonly channel: Exclude<Channel, "unreleased">;
  readonly text: string;
  readonly whole: boolean;
}

/** After this many ms the stage has done with a turn that has ended. */
export const SETTLED = 30;

export function createStreaming({ ports, book, feed, tellState }: InPlay): Streaming {
  const streaming: Streaming = {
    told(event) {
      const delta = event as { turnId: string; segment: number; text: string; type: string };
      const { turnId, segment, text, type } = delta;
      const block = `v${segment}`;
      if (type === "speech-delta" || type === "action-delta") {
        const channel = type === "speech-delta" ? "speech" : "action";
        streaming.block({ turnId, block, channel, text, whole: false });
      } else if (type === "turn-retract") streaming.retract(turnId, block);
    },
    block({ turnId, block, channel, text, whole }) {
      if (book.block(turnId, block, channel, text, whole))
        feed.tell({ type: "block", turnId, block, channel, text, whole });
    },
    retract(turnId, block) {
      if (book.retract(turnId, block)) feed.tell({ type: "retract", turnId, block });
    },
    ended(turn) {
      const view = book.end(turn);
      if (view !== null) feed.tell({ type: "turn", turn: view });
      ports.clock.after(SETTLED, tellState);
    },
  };
  return streaming;
}
