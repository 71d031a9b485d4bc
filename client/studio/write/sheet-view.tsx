import { useEffect, useState } from "preact/hooks";
import { Notice } from "../parts/notice.tsx";
import { HearItSpeak } from "../rehearse/hear-it-speak.tsx";
import { ConflictView } from "./conflict-view.tsx";
import { FindingList, ProblemList, ProblemLists } from "./finding-list.tsx";
import { Field } from "./form/field.tsx";
import { FormAroundContext } from "./form/form-context.ts";
import { HistoryView } from "./history-view.tsx";
import { useOutsideChanges } from "./outside-changes.ts";
import { useSchema } from "./schemas.ts";
import { useSheetDesk, type SheetDesk } from "./sheet-desk.ts";
import { words } from "./words.ts";

type View = "form" | "yaml" | "history";

/** One sheet: as a form, as its text, and as it was. */
export function SheetView({ world, sheet }: { readonly world: string; readonly sheet: string }) {
  const desk = useSheetDesk(world, sheet);
  const [view, setView] = useState<View>("form");
  const { open, reading } = desk;
  useOutsideChanges(world, { [sheet]: desk });
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent) => {
      if (desk.keeping === "unsaved" || desk.keeping === "lost") event.preventDefault();
    };
    addEventListener("beforeunload", ask);
    return () => removeEventListener("beforeunload", ask);
  }, [desk]);
  if (open === null || reading === null)
    return desk.problem === null ? <p>{words.loading}</p> : <Notice problem={desk.problem} />;
  const address = `/writing/worlds/${encodeURIComponent(world)}/sheets/${encodeURIComponent(sheet)}`;
  const released = (version: string) => desk.say(words.releasedNow(version));
  const persona = sheet.startsWith("persona.") ? sheet.slice("persona.".length) : null;
  const named = desk.value?.["name"];
  const title = typeof named === "string" && named.trim() !== "" ? named : open.title;
  return (
    <div
      class="sheet"
      onKeyDown={(event) => {
        if (!(event.ctrlKey || event.metaKey) || view === "yaml") return;
        const key = event.key.toLowerCase();
        if (key === "z" && !event.shiftKey) desk.undo();
        else if (key === "y" || (key === "z" && event.shiftKey)) desk.redo();
        else return;
        event.preventDefault();
      }}
    >
      <p class="path">
        <a href={`#/write/${encodeURIComponent(world)}`}>{words.back}</a>
      </p>
      <div class="sheet-head">
        <h1>
          <bdi>{persona === null ? (words.parts[sheet] ?? title) : title}</bdi>
        </h1>
        <p class={`keeping ${desk.keeping}`} role="status">
          {words.states[desk.keeping]}
        </p>
      </div>
      <div class="actions">
        <div class="views" role="tablist">
          {(["form", "yaml", "history"] as const).map((one) => (
            <button
              key={one}
              type="button"
              role="tab"
              id={`view-${one}`}
              aria-controls="sheet-body"
              aria-selected={view === one}
              tabIndex={view === one ? 0 : -1}
              onClick={() => setView(one)}
              onKeyDown={(event) => {
                const all = ["form", "yaml", "history"] as const;
                const step = { ArrowRight: 1, ArrowLeft: 2 }[event.key];
                if (step === undefined) return;
                const next = all[(all.indexOf(one) + step) % 3] ?? "form";
                setView(next);
                document.getElementById(`view-${next}`)?.focus();
              }}
            >
              {words[one]}
            </button>
          ))}
        </div>
        <button type="button" disabled={!desk.canUndo} onClick={() => desk.undo()}>
          {words.undo}
        </button>
        <button type="button" disabled={!desk.canRedo} onClick={() => desk.redo()}>
          {words.redo}
        </button>
        {persona === null ? null : (
          <HearItSpeak
            world={world}
            persona={persona}
            written={async () => {
              await desk.settle();
              const kept = { clean: "plays", saved: "draft" } as const;
              const { yaml, keeping } = desk;
              return {
                yaml,
                kept: keeping === "clean" || keeping === "saved" ? kept[keeping] : null,
              };
            }}
            failed={({ message }) => desk.say(message)}
          />
        )}
        {open.draftVersion === null && desk.keeping === "clean" ? null : (
          <button
            type="button"
            onClick={() => {
              if (confirm(words.discardSure)) void desk.discard();
            }}
          >
            {words.discard}
          </button>
        )}
        <button
          type="button"
          class="main"
          disabled={desk.keeping === "clean" || open.readOnly}
          onClick={() =>
            void desk.release().then((done) => {
              if (done === null) return;
              if (done.ok && done.version !== null) released(done.version);
              else if (done.problem !== null) desk.say(done.problem);
            })
          }
        >
          {words.release}
        </button>
      </div>
      {open.readOnly ? <p class="notice">{words.readOnly}</p> : null}
      {desk.problem === null ? null : <Notice problem={desk.problem} />}
      <p class="said" aria-live="polite">
        {desk.said}
      </p>
      <ConflictView desk={desk} />
      <div class="sheet-columns">
        <div id="sheet-body" role="tabpanel" aria-labelledby={`view-${view}`}>
          {view === "form" ? <SheetForm desk={desk} sheet={sheet} /> : null}
          {view === "yaml" ? (
            <label class="field">
              {words.yamlLabel}
              <textarea
                class="yaml"
                spellcheck={false}
                dir="auto"
                value={desk.yaml}
                onInput={({ currentTarget }) => desk.setYaml(currentTarget.value)}
              />
            </label>
          ) : null}
          {view === "history" ? (
            <HistoryView address={address} desk={desk} released={released} />
          ) : null}
        </div>
        <aside aria-label={words.findings}>
          <ProblemLists problems={reading.problems} world={world} here={sheet} />
          <h2>{words.findings}</h2>
          <FindingList findings={reading.findings} world={world} here={sheet} />
          {reading.sheetTokens === null ? null : (
            <>
              <p class="quiet">
                {words.sheetTokens(
                  reading.sheetTokens,
                  Math.round((reading.sheetTokens / reading.contextTokens) * 100),
                  reading.contextTokens,
                )}
              </p>
              <meter
                min={0}
                max={reading.contextTokens}
                high={reading.contextTokens / 2}
                value={reading.sheetTokens}
                aria-label={words.sheetTokens(
                  reading.sheetTokens,
                  Math.round((reading.sheetTokens / reading.contextTokens) * 100),
                  reading.contextTokens,
                )}
              />
            </>
          )}
        </aside>
      </div>
    </div>
  );
}

/** The form of a sheet, made from its schema. */
function SheetForm({ desk, sheet }: { readonly desk: SheetDesk; readonly sheet: string }) {
  const schema = useSchema(sheet);
  if (schema === null) return <p class="quiet">{words.loading}</p>;
  const { value, reading, open } = desk;
  if (value === null)
    return <ProblemList problems={reading?.problems ?? []} world="" here={sheet} />;
  const here = (one: { readonly sheet: string }) => one.sheet === sheet;
  const required = schema.required ?? [];
  const fields = Object.entries(schema.properties ?? {});
  // What must be there comes first; what most sheets leave to the server comes last, closed.
  const rare = fields.filter(
    ([key]) => key === "id" || (RARE.has(key) && value[key] === undefined),
  );
  const usual = fields.filter((field) => !rare.includes(field));
  const field = ([key, one]: (typeof fields)[number]) => (
    <Field
      key={key}
      schema={one}
      label={key}
      value={value[key]}
      path={[key]}
      required={required.includes(key) || key === "public" || key === "private"}
      onChange={(given) => desk.setField(key, given)}
    />
  );
  return (
    <FormAroundContext.Provider
      value={{
        Field,
        choices: open?.choices ?? {},
        problems: (reading?.problems ?? []).filter(here),
        findings: (reading?.findings ?? []).filter(here),
        tokens: reading?.tokens ?? {},
        say: (text) => desk.say(text),
      }}
    >
      <form class="sheet-form" onSubmit={(event) => event.preventDefault()}>
        {usual.map(field)}
        {rare.length === 0 ? null : (
          <details class="rare">
            <summary>{words.more}</summary>
            {rare.map(field)}
          </details>
        )}
      </form>
    </FormAroundContext.Provider>
  );
}

const RARE = new Set([
  "thinking",
  "weary_lines",
  "max_players",
  "hearing",
  "sight",
  "verbs",
  "greets",
]);
