import { useEffect, useRef, useState } from "preact/hooks";
import type { CardPlaces, Found } from "../../../shared/studio/cards.ts";
import { ask, type Asked } from "../api.ts";
import { DropZone } from "../parts/drop-zone.tsx";
import { Notice } from "../parts/notice.tsx";
import "./cards.css";
import { CardForm } from "./card-form.tsx";
import { TakeOut } from "./take-out.tsx";
import { TalesForm } from "./tales-form.tsx";
import { words } from "./words.ts";

/** Characters come in as cards and tales, and go out as cards. */
export default function CardsPage({ rest }: { readonly rest: readonly string[] }) {
  const [places, setPlaces] = useState<Asked<CardPlaces> | null>(null);
  const [found, setFound] = useState<Asked<Found> | null>(null);
  const [looking, setLooking] = useState(false);
  const result = useRef<HTMLDivElement>(null);
  const taking = rest[0] === "out";
  const refresh = () => void ask<CardPlaces>("/cards/places").then(setPlaces);
  useEffect(refresh, [taking]);
  useEffect(() => {
    // Who brought a file by keyboard goes on reading where the answer stands.
    if (found?.ok === true) result.current?.focus();
  }, [found]);

  const look = async (file: File) => {
    setLooking(true);
    setFound(null);
    const query = new URLSearchParams({ named: file.name });
    setFound(await ask<Found>(`/cards?${query}`, { method: "POST", body: file }));
    setLooking(false);
  };

  return (
    <div class="cards">
      <h1>{words.title}</h1>
      <nav class="cards-ways" aria-label={words.title}>
        <a href="#/cards" {...(taking ? {} : { "aria-current": "true" as const })}>
          {words.bring}
        </a>
        <a href="#/cards/out" {...(taking ? { "aria-current": "true" as const } : {})}>
          {words.take}
        </a>
      </nav>
      {places?.ok === false ? <Notice problem={places.problem} /> : null}
      {taking ? (
        places?.ok === true ? (
          <TakeOut places={places.value} chosen={rest.slice(1)} />
        ) : null
      ) : (
        <>
          <DropZone
            label={looking ? words.looking : found?.ok === true ? words.again : words.drop}
            hint={words.dropHint}
            accept=".png,.json,.jsonl,.charx,.jpg,.jpeg,.zip"
            busy={looking}
            small={found?.ok === true}
            bring={([file]) => file !== undefined && void look(file)}
          />
          <div ref={result} tabIndex={-1} class="cards-result" aria-live="polite">
            {found?.ok === false ? <Notice problem={found.problem} /> : null}
            {found?.ok === true && places?.ok === true ? (
              found.value.kind === "card" ? (
                <CardForm
                  key={found.value.held}
                  card={found.value}
                  places={places.value}
                  done={refresh}
                />
              ) : (
                <TalesForm
                  key={found.value.held}
                  found={found.value}
                  places={places.value}
                  done={refresh}
                />
              )
            ) : null}
          </div>
        </>
      )}
    </div>
  );
}
