import { useEffect, useRef, useState } from "preact/hooks";
import type { GoneSheet, WrittenSheet } from "../../../shared/studio/writing.ts";
import { ask, type Asked } from "../api.ts";
import { language } from "../language.ts";
import { Notice } from "../parts/notice.tsx";
import { words } from "./people-words.ts";
import { SheetList } from "./sheet-list.tsx";
import { TakeOut } from "./take-out.tsx";
import { words as writing } from "./words.ts";

interface PeopleProps {
  readonly world: string;
  readonly people: readonly WrittenSheet[];
  readonly gone: readonly GoneSheet[];
  readonly readOnly: boolean;
  /** Somebody came or went. */
  readonly changed: () => void;
}

/** A world's characters, with what can be done to each: a copy, taking it out, bringing back who was taken out. */
export function PeopleList({ world, people, gone, readOnly, changed }: PeopleProps) {
  const address = `/writing/worlds/${encodeURIComponent(world)}`;
  const [leaving, setLeaving] = useState<WrittenSheet | null>(null);
  const [copying, setCopying] = useState<WrittenSheet | null>(null);
  const [said, setSaid] = useState("");
  const [refused, setRefused] = useState<Asked<{ sheet: string }> | null>(null);
  const back = useRef<HTMLElement | null>(null);
  const opened = (answer: Asked<{ sheet: string }>) => {
    if (answer.ok) location.hash = `#/write/${encodeURIComponent(world)}/${answer.value.sheet}`;
    else setRefused(answer);
  };
  const list = useRef<HTMLDivElement>(null);
  const clock = new Intl.DateTimeFormat(language(), { dateStyle: "medium", timeStyle: "short" });
  return (
    <div ref={list} tabIndex={-1}>
      <SheetList
        world={world}
        sheets={people}
        more={(sheet) =>
          readOnly ? null : (
            <span class="actions">
              <button
                type="button"
                class="small"
                aria-label={words.copyOf(sheet.title)}
                aria-expanded={copying?.key === sheet.key}
                onClick={() => setCopying(copying?.key === sheet.key ? null : sheet)}
              >
                {words.copy}
              </button>
              <button
                type="button"
                class="small"
                aria-label={words.takeOutOf(sheet.title)}
                onClick={({ currentTarget }) => {
                  back.current = currentTarget;
                  setLeaving(sheet);
                }}
              >
                {words.takeOut}
              </button>
            </span>
          )
        }
        below={(sheet) =>
          copying?.key === sheet.key ? (
            <CopyForm
              title={sheet.title}
              make={(name) =>
                void ask<{ sheet: string }>(
                  `${address}/sheets/${encodeURIComponent(sheet.key)}/copy?language=${language()}`,
                  { method: "POST", body: { name } },
                ).then(opened)
              }
            />
          ) : null
        }
      />
      <p class="said" aria-live="polite">
        {said}
      </p>
      {refused?.ok === false ? <Notice problem={refused.problem} /> : null}
      {gone.length === 0 ? null : (
        <section aria-label={words.gone}>
          <h3>{words.gone}</h3>
          <p class="quiet">{words.backAsDraft}</p>
          <ul class="cards gone">
            {gone.map(({ id, title, at, by }) => (
              <li key={id}>
                <bdi>{title}</bdi>
                <span class="quiet">{words.at(clock.format(at), by ?? writing.byHand)}</span>
                <button
                  type="button"
                  class="small"
                  disabled={readOnly}
                  aria-label={words.bringBackOf(title)}
                  onClick={() =>
                    void ask<{ sheet: string }>(
                      `${address}/personas/${encodeURIComponent(id)}/back`,
                      { method: "POST" },
                    ).then(opened)
                  }
                >
                  {words.bringBack}
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
      {leaving === null ? null : (
        <TakeOut
          world={world}
          sheet={leaving.key}
          name={leaving.title}
          taken={() => {
            setSaid(words.wasTakenOut(leaving.title));
            back.current = list.current;
            setLeaving(null);
            changed();
          }}
          cancel={() => setLeaving(null)}
          back={back}
        />
      )}
    </div>
  );
}

function CopyForm(props: { readonly title: string; readonly make: (name: string) => void }) {
  const { title, make } = props;
  const [name, setName] = useState("");
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);
  return (
    <form
      class="begin"
      onSubmit={(event) => {
        event.preventDefault();
        make(name);
      }}
    >
      <label>
        {words.copyName(title)}
        <input
          type="text"
          required
          ref={input}
          maxLength={64}
          value={name}
          onInput={({ currentTarget }) => setName(currentTarget.value)}
        />
      </label>
      <button type="submit">{words.makeCopy}</button>
    </form>
  );
}
