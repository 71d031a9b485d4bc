import { useCallback, useState } from "preact/hooks";
import type { ControlWish } from "../../../shared/studio/live.ts";
import type { StudioProblem } from "../../../shared/studio/api.ts";
import { ask } from "../api.ts";
import { session } from "../session.ts";
import { language } from "../language.ts";
import { Notice } from "../parts/notice.tsx";
import { CastList } from "./cast-list.tsx";
import { Confirm, type ToConfirm } from "./confirm.tsx";
import { LineList } from "./line-list.tsx";
import { SceneFigures } from "./scene-figures.tsx";
import { SceneMap } from "./scene-map.tsx";
import { Trace } from "./trace.tsx";
import { useScene } from "./use-scene.ts";
import { words } from "./words.ts";

/** One running scene: its map, its cast with the hand to hold them, its lines, its figures. */
export function LiveScene(props: { readonly episodeId: string; readonly mayReadPlayers: boolean }) {
  const { episodeId, mayReadPlayers } = props;
  const [players, setPlayers] = useState(false);
  const [chosen, setChosen] = useState<string | null>(null);
  const [open, setOpen] = useState<string | null>(null);
  const [asked, setAsked] = useState<ToConfirm | null>(null);
  const [problem, setProblem] = useState<StudioProblem | null>(null);
  const [said, setSaid] = useState("");
  const watching = useScene(episodeId, players);
  const mayRead = session()?.roles.includes("designer") === true;

  const send = useCallback(
    async (wish: ControlWish, name: string | null): Promise<void> => {
      setAsked(null);
      const path = `/live/scenes/${encodeURIComponent(episodeId)}/control`;
      const answer = await ask<unknown>(path, { method: "POST", body: wish });
      setProblem(answer.ok ? null : answer.problem);
      if (answer.ok) setSaid(words.did[wish.control.do](name));
    },
    [episodeId],
  );
  const wish = useCallback(
    (persona: string | null, control: ControlWish["control"], name: string | null): void => {
      const meant: ControlWish = { persona, control };
      // What is only held is freed with one press; what is lost is asked for twice.
      const loses = control.do === "reset" || control.do === "kill" || control.do === "dismiss";
      if (loses) setAsked({ wish: meant, name });
      else void send(meant, name);
    },
    [send],
  );

  if (watching.is === "waiting") return <p class="quiet">{words.looking}</p>;
  if (watching.is === "refused") return <Notice problem={watching.problem} />;
  const { scene } = watching;
  if (scene === null)
    return (
      <div class="live">
        <h1>{words.title}</h1>
        <p>{words.gone}</p>
        <a href="#/live">{words.back}</a>
      </div>
    );
  const over = watching.is === "over";
  const bodies = [...scene.bodies.values()];
  const clock = new Intl.DateTimeFormat(language(), { timeStyle: "short" });
  return (
    <div class="live">
      <div class="live-head">
        <a href="#/live">{words.back}</a>
        <h1>
          <bdi>{scene.title}</bdi>
        </h1>
        <span class="quiet">{words.since(clock.format(scene.since))}</span>
        {mayReadPlayers ? (
          <label class="live-tick">
            <input
              type="checkbox"
              checked={players}
              onChange={(event) => setPlayers(event.currentTarget.checked)}
            />
            {words.showPlayers}
          </label>
        ) : null}
        <RoomControls disabled={over} wish={wish} anyHeld={bodies.some(isHeld)} />
      </div>
      {players ? <p class="live-warning">{words.audited}</p> : null}
      {over ? (
        <p class="notice" role="status">
          {words.over}
        </p>
      ) : null}
      {problem === null ? null : <Notice problem={problem} />}
      <p class="live-said" role="status" aria-live="polite">
        {said}
      </p>
      <div class="live-board">
        <div class="live-left">
          <SceneMap map={scene.map} bodies={bodies} chosen={chosen} onChoose={setChosen} />
          <CastList bodies={bodies} chosen={chosen} disabled={over} wish={wish} />
          <SceneFigures figures={scene.figures} load={scene.load} notes={scene.notes} />
        </div>
        <LineList
          lines={scene.lines}
          missed={scene.missed}
          chosen={chosen}
          mayRead={mayRead}
          open={open}
          onOpen={setOpen}
        />
      </div>
      {open === null ? null : (
        <Trace
          key={`${open}${players}`}
          episodeId={episodeId}
          turnId={open}
          players={players}
          nameOf={(id) => scene.bodies.get(id)?.name ?? id}
          close={() => setOpen(null)}
        />
      )}
      {asked === null ? null : (
        <Confirm
          asked={asked}
          done={(confirmed) => void send(confirmed, asked.name)}
          cancel={() => setAsked(null)}
        />
      )}
    </div>
  );
}

/** What can be done to everyone at once. */
function RoomControls(props: {
  readonly disabled: boolean;
  readonly anyHeld: boolean;
  readonly wish: (
    persona: string | null,
    control: ControlWish["control"],
    name: string | null,
  ) => void;
}) {
  const { disabled, anyHeld, wish } = props;
  return (
    <div class="live-controls" role="group" aria-label={words.everyone}>
      <span class="quiet">{words.everyone}</span>
      <button type="button" disabled={disabled} onClick={() => wish(null, { do: "mute" }, null)}>
        {words.control.mute}
      </button>
      <button type="button" disabled={disabled} onClick={() => wish(null, { do: "pause" }, null)}>
        {words.control.pause}
      </button>
      <button
        type="button"
        disabled={disabled || !anyHeld}
        onClick={() => wish(null, { do: "resume" }, null)}
      >
        {words.control.resume}
      </button>
      <button
        type="button"
        class="stop"
        disabled={disabled}
        onClick={() => wish(null, { do: "kill" }, null)}
      >
        {words.control.kill}
      </button>
    </div>
  );
}

function isHeld({ state }: { readonly state: string }): boolean {
  return state === "muted" || state === "paused" || state === "killed";
}
