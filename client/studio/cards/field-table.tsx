import type { FoundCard, FoundField } from "../../../shared/studio/cards.ts";
import { words } from "./words.ts";

const LISTS = new Set<FoundField["field"]>([
  "alternate_greetings",
  "group_only_greetings",
  "tags",
  "character_book",
]);

/** A card field by field: what it is, what becomes of it, and how it begins. */
export function FieldTable({ card }: { readonly card: FoundCard }) {
  return (
    <table class="field-table">
      <thead>
        <tr>
          <th scope="col">{words.field}</th>
          <th scope="col">{words.becomes}</th>
          <th scope="col">{words.begins}</th>
        </tr>
      </thead>
      <tbody>
        {card.fields.map(({ field, becomes, text, size }) => (
          <tr key={field} class={becomes === "kept" || becomes === "direction" ? "unused" : ""}>
            <th scope="row">
              {words.fields[field]}
              <small class="quiet">{field === "portrait" ? "" : sizeOf(card, field, size)}</small>
            </th>
            <td>{words.roles[becomes]}</td>
            <td>
              {text === "" ? null : (
                <details>
                  <summary>
                    <bdi>{text.slice(0, 80)}</bdi>
                  </summary>
                  <bdi class="written">{text}</bdi>
                </details>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function sizeOf(card: FoundCard, field: FoundField["field"], size: number): string {
  if (field === "character_book") return words.loreTaken(card.lore.taken, card.lore.entries);
  return LISTS.has(field) ? words.entries(size) : words.characters(size);
}
