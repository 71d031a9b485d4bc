import type { BroughtIn } from "../../../shared/studio/cards.ts";
import { words } from "./words.ts";

/** What became of a card that came in, and the way to take it out again. */
export function CardDone({
  brought,
  own,
  name,
}: {
  readonly brought: BroughtIn;
  readonly own: boolean;
  readonly name: string;
}) {
  const said = own
    ? words.worldDone(brought.world)
    : brought.how === "draft"
      ? words.draftDone(name)
      : words.playDone(name, brought.scenes);
  return (
    <div class="card-done" role="status">
      <p>
        <bdi>{said}</bdi>
      </p>
      {brought.notes.map((note) => (
        <p key={note} class="quiet">
          {note}
        </p>
      ))}
      <p>
        <a href={`#/cards/out/${brought.world}/${brought.persona}`}>{words.take}</a>
      </p>
    </div>
  );
}
