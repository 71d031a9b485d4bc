import type { ComponentChildren } from "preact";
import type { Channel } from "../../../shared/studio/rehearsal.ts";
import { words } from "./words.ts";

/** One stretch of a turn in its channel: told by its word, its mark and its colour, never by colour alone. */
export function ChannelBlock({
  channel,
  children,
}: {
  readonly channel: Channel;
  readonly children: ComponentChildren;
}) {
  return (
    <div class={`channel channel-${channel}`}>
      <span class="channel-name" title={words.channelHints[channel] ?? ""}>
        <ChannelMark channel={channel} />
        {words.channels[channel]}
      </span>
      <p class="channel-text">
        <bdi>{children}</bdi>
      </p>
    </div>
  );
}

/** Drawn on a square of 16 by 16. */
const MARKS: Readonly<Record<Channel, string>> = {
  // Two wheels: what plans the turn.
  "system-thinking": "M6 2h2v2h2v2h2v2h-2v2H8v2H6v-2H4V8H2V6h2V4h2zM11 10h3v3h-3z",
  // A thought's bubbles.
  "role-thinking": "M4 3h8v1h2v5h-2v1H7v1H4v-1H2V4h2zM4 12h2v2H4zM2 14h1v1H2z",
  // An arrow: what is done.
  action: "M2 7h7V4l5 4-5 4V9H2z",
  // A speech bubble with its tip.
  speech: "M2 3h12v8H8l-3 3v-3H2z",
  // A barred circle.
  unreleased: "M5 2h6l3 3v6l-3 3H5l-3-3V5zM4 7v2h8V7z",
};

export function ChannelMark({ channel }: { readonly channel: Channel }) {
  return (
    <svg class="channel-mark" viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
      <path d={MARKS[channel]} fill="currentColor" fill-rule="evenodd" />
    </svg>
  );
}
