import type { CardChoices, FoundCard } from "../../../shared/studio/cards.ts";
import { Tick } from "./tick.tsx";
import { words } from "./words.ts";

export interface CardTicksProps {
  readonly card: FoundCard;
  readonly choices: CardChoices;
  readonly change: (more: Partial<CardChoices>) => void;
  /** Whom its name looks like, where that keeps it out; else null. */
  readonly clash: string | null;
}

/** What of a card is taken, as far as it can be left. */
export function CardTicks({ card, choices, change, clash }: CardTicksProps) {
  const has = (field: FoundCard["fields"][number]["field"]) =>
    card.fields.some((one) => one.field === field);
  return (
    <fieldset>
      <legend>{words.ticks}</legend>
      {card.portrait === null ? null : (
        <Tick
          label={words.takePicture}
          on={choices.portrait}
          set={(portrait) => change({ portrait })}
        />
      )}
      {card.lore.taken === 0 ? null : (
        <Tick label={words.takeLore} on={choices.lore} set={(lore) => change({ lore })} />
      )}
      {has("scenario") ? (
        <Tick
          label={words.takeScenario}
          on={choices.scenario}
          set={(scenario) => change({ scenario })}
        />
      ) : null}
      {has("system_prompt") ? (
        <Tick
          label={words.takeSystem}
          on={choices.systemPrompt}
          set={(systemPrompt) => change({ systemPrompt })}
        />
      ) : null}
      {has("post_history_instructions") ? (
        <Tick
          label={words.takePost}
          on={choices.postHistory}
          set={(postHistory) => change({ postHistory })}
        />
      ) : null}
      {has("depth_prompt") ? (
        <Tick
          label={words.takeDepth}
          on={choices.depthPrompt}
          set={(depthPrompt) => change({ depthPrompt })}
        />
      ) : null}
      {has("system_prompt") || has("post_history_instructions") || has("depth_prompt") ? (
        <p class="quiet">{words.ticked}</p>
      ) : null}
      {clash === null ? null : (
        <Tick label={words.alike(clash)} on={choices.alike} set={(alike) => change({ alike })} />
      )}
    </fieldset>
  );
}
