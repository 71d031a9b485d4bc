import type { Segment, Shown } from "../../../shared/studio/episodes.ts";
import "../parts/told.css";
import { words } from "./words.ts";

/** Segments channel by channel, or why there are none. */
export function Segments({ of }: { readonly of: Shown<readonly Segment[]> }) {
  if ("withheld" in of) return <p class="withheld">{words.withheld[of.withheld]}</p>;
  return (
    <>
      {of.shown.map(({ kind, text }, index) => (
        <p key={index} class={`told ${kind}`}>
          <span class="told-name">{words.channels[kind] ?? kind}</span> <bdi>{text}</bdi>
        </p>
      ))}
    </>
  );
}

/** A text as it was written, or why it is not shown. */
export function Text({ of }: { readonly of: Shown<string> }) {
  if ("withheld" in of) return <span class="withheld">{words.withheld[of.withheld]}</span>;
  return <bdi>{of.shown}</bdi>;
}
