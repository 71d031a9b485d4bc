import type { LineEvent, ParticipantId } from "../../../shared/protocol.ts";
import type { StudioProblem } from "../../../shared/studio/api.ts";
import type {
  DeedsView,
  EditTurn,
  LineView,
  PlayWish,
  RehearsalDeed,
  RehearsalLine,
  RehearsalState,
  RehearsalView,
  TakeAgain,
  TalkView,
  TurnDetail,
} from "../../../shared/studio/rehearsal.ts";
import type { EpisodeEvent } from "../../stage/episode-event.ts";
import type { MemoryStore } from "../../stage/memory.ts";
import type { SceneBefore } from "../../stage/scene-before.ts";
import type { Staging } from "../../stage/staging.ts";
import { inertProse } from "./edited-words.ts";
import { createFeed, type Feed } from "./feed.ts";
import type {
  RehearsalBounds,
  RehearsalEndpoint,
  RehearsalModel,
  RehearsalPorts,
} from "./rehearsal-ports.ts";
import { DESIGNER, openRehearsedScene, type RehearsedScene } from "./rehearsed-scene.ts";
import { isStaging, sheetFor, withSheet, type SheetNames } from "./rehearsed-staging.ts";
import { standingAt, type Standing } from "./standing-at.ts";
import { turnDetail } from "./turn-detail.ts";
import { problem, spokenProblem } from "./refusals.ts";
import { createTurnBook } from "./turn-book.ts";
import { createVisitors, type Visitors } from "./visitors.ts";

/** One rehearsal: a scene that a designer talks to, takes again, and goes on from wherever they like. */
export interface Rehearsal {
  readonly id: string;
  readonly designer: string;
  readonly feed: Feed;
  readonly title: string;
  readonly since: number;
  readonly turns: number;
  /** By the monotonic clock: when its designer last did something. */
  readonly usedAt: number;
  readonly openedAt: number;
  view(): RehearsalView;
  detail(turnId: string): TurnDetail | null;
  /** Null, or why not. */
  say(line: RehearsalLine): Refused;
  act(deed: RehearsalDeed): Refused;
  happen(text: string): Refused;
  playOn(turns: number): Refused;
  stop(): void;
  again(turnId: string, take: TakeAgain): Promise<Done>;
  prefer(chosen: string, rejected: string): Promise<Refused>;
  edit(turnId: string, edit: EditTurn): Promise<Refused>;
  goOn(turnId: string, edited: boolean): Promise<Refused>;
  close(reason: Closing): Promise<void>;
}

export type Closing = "designer" | "idle" | "age" | "server";
export type Refused = StudioProblem | null;
export type Done = { readonly ok: true; readonly turnId: string } | StudioProblem;

/** What a rehearsal begins with. */
export interface RehearsalOrder {
  readonly id: string;
  readonly designer: string;
  readonly world: string;
  readonly stage: "alone" | "scene";
  readonly staging: Staging;
  readonly sheets: SheetNames;
  readonly endpoint: RehearsalEndpoint;
  readonly model: RehearsalModel;
  readonly memory: (visitors: Visitors) => MemoryStore;
  readonly play: PlayWish;
  readonly life: boolean;
  readonly training: boolean;
  readonly seed: number;
  readonly bounds: RehearsalBounds;
  readonly from?: Standing;
}

/** The pause between two turns that play by themselves, in ms. */
const BREATH = 250;
/** After this many ms the stage has done with a turn that has ended. */
const SETTLED = 30;

export function createRehearsal(ports: RehearsalPorts, order: RehearsalOrder): Rehearsal {
  const { clock, endpoints, worlds } = ports;
  const { bounds, designer, endpoint, life, training, world } = order;
  const feed = createFeed();
  const book = createTurnBook(() => clock.elapsed());
  const visitors = createVisitors();
  const memory = order.memory(visitors);
  const since = clock.now();
  const openedAt = clock.elapsed();
  let usedAt = openedAt;
  /** What was said, in order; of turns their ids. */
  let talk: (LineView | string)[] = [];
  let playing = 0;
  let cancelBreath = () => {};
  let open = true;
  let lastState = "";
  const asides = new Set<RehearsedScene>();
  let scene = openMain(order.staging, order.from && beforeOf(order.from));

  if (order.from !== undefined) {
    for (const { participant, name } of order.from.players) {
      visitors.keep(name, participant);
      place(participant, name, order.from.turn.speaker, true);
    }
  }

  function openMain(staging: Staging, before: SceneBefore | undefined): RehearsedScene {
    const told: RehearsedScene[] = [];
    const opened = openRehearsedScene(
      ports,
      {
        staging,
        model: order.model,
        memory,
        ...(before === undefined ? {} : { before }),
        life,
        training,
        seed: order.play.seed ?? order.seed,
        designer,
        sampling: samplingOf(order.play),
      },
      {
        logged: (event) => mainLogged(event),
        told: ({ event }) => {
          switch (event.type) {
            case "turn-start": {
              const { turnId, speaker, name, addressee, whisper } = event;
              const at = told[0] ?? scene;
              const view = book.begin(at, {
                turnId,
                speaker,
                name,
                to: addressee,
                whisper,
                sheet: order.sheets[speaker] ?? "plays",
                endpoint: endpoint.name,
                instead: null,
                wish: null,
                pairs: true,
              });
              talk.push(turnId);
              feed.tell({ type: "begins", turn: view });
              tellState();
              return;
            }
            case "line":
              addLine(lineOf(event));
              return;
            case "turn-end":
              // The stage counts it as running until it has been told of.
              clock.after(SETTLED, tellState);
              return;
            case "verb-done": {
              const { deedId, actor, phrase, outcome } = event;
              const language = order.staging.scene.language;
              const mark =
                outcome === "refused" ? (language === "zh" ? "（没成）" : " (refused)") : "";
              addLine({
                kind: "line",
                turnId: deedId,
                speaker: actor,
                name: nameOf(actor),
                by: "deed",
                to: null,
                whisper: false,
                segments: [{ channel: "action", text: phrase[language] + mark }],
              });
              return;
            }
            default:
              streamed(event);
          }
        },
        thought: (thought) => heardBlock(thought),
      },
    );
    told.push(opened);
    return opened;
  }

  function streamed(event: { readonly type: string }): void {
    const delta = event as { turnId: string; segment: number; text: string; type: string };
    const block = `v${delta.segment}`;
    if (delta.type === "speech-delta" || delta.type === "action-delta") {
      const channel = delta.type === "speech-delta" ? "speech" : "action";
      heardBlock({ turnId: delta.turnId, block, channel, text: delta.text, whole: false });
    } else if (delta.type === "turn-retract" && book.retract(delta.turnId, block)) {
      feed.tell({ type: "retract", turnId: delta.turnId, block });
    }
  }

  function heardBlock(heard: {
    readonly turnId: string;
    readonly block: string;
    readonly channel: "system-thinking" | "role-thinking" | "action" | "speech";
    readonly text: string;
    readonly whole: boolean;
  }): void {
    const { turnId, block, channel, text, whole } = heard;
    if (book.block(turnId, block, channel, text, whole))
      feed.tell({ type: "block", turnId, block, channel, text, whole });
  }

  function mainLogged(event: EpisodeEvent): void {
    if (event.type !== "turn") return;
    ended(event);
    if (event.instead !== undefined || playing === 0) return;
    playing -= 1;
    if (playing > 0 && (event.outcome === "complete" || event.outcome === "cut")) breathe();
    else endPlaying();
    tellState();
  }

  function ended(event: Extract<EpisodeEvent, { type: "turn" }>): void {
    const view = book.end(event);
    if (view !== null) feed.tell({ type: "turn", turn: view });
    clock.after(SETTLED, tellState);
  }

  /** The turn that a take is of; a turn's own id for one that is none. */
  function rootOf(turnId: string): string {
    return book.find(turnId)?.view.instead ?? turnId;
  }

  function addLine(line: LineView): void {
    talk.push(line);
    feed.tell({ type: "line", line });
  }

  function lineOf(event: LineEvent): LineView {
    const { turnId, speaker, name, kind, addressee, whisper, segments } = event;
    return {
      kind: "line",
      turnId,
      speaker,
      name,
      by: kind === "environment" ? "world" : kind === "player" ? "visitor" : "persona",
      to: addressee,
      whisper,
      segments: segments.map(({ kind: channel, text }) => ({ channel, text })),
    };
  }

  function nameOf(id: ParticipantId): string {
    return (
      order.staging.personas.find((persona) => persona.id === id)?.name ?? visitors.nameOf(id) ?? id
    );
  }

  function state(): RehearsalState {
    const asideTurns = [...asides].reduce((sum, { director }) => sum + director.turnsRunning, 0);
    const takes = talk.reduce(
      (sum, one) =>
        sum +
        (typeof one === "string"
          ? book.takesOf(one).filter(({ outcome }) => outcome === null).length
          : 0),
      0,
    );
    return {
      running: scene.director.turnsRunning + Math.max(asideTurns, takes),
      playing,
      turnsLeft: Math.max(0, bounds.turns - book.count),
      open,
    };
  }

  function tellState(): void {
    const now = state();
    const text = JSON.stringify(now);
    if (text === lastState) return;
    lastState = text;
    feed.tell({ type: "state", state: now });
  }

  /** Lets a visitor be there, beside whom they speak to. */
  function place(id: ParticipantId, name: string, beside: string | undefined, quietly: boolean) {
    const { director, staging } = scene;
    if (!director.cast.bodies.has(id)) visitors.keep(scene.visit(id, name, quietly), id);
    const near = director.cast.bodies.get(beside ?? staging.personas[0]?.id ?? "");
    if (near !== undefined && director.cast.distance(id, near.id) > 2)
      director.game.place(id, { x: near.x + 1, y: near.y });
  }

  function full(more = 1): Refused {
    if (!open) return problem("conflict", "This rehearsal is over; begin a new one.");
    if (book.count + more <= bounds.turns) return null;
    return problem(
      "too-many",
      `This rehearsal has had its ${bounds.turns} turns and takes; begin a new one, or go on from an episode in a new one.`,
    );
  }

  function endPlaying(): void {
    cancelBreath();
    playing = 0;
    scene.director.rehearsing.held = false;
  }

  function breathe(): void {
    cancelBreath();
    cancelBreath = clock.after(BREATH, () => {
      if (playing === 0 || !open) return;
      if (full() !== null || !offerNext()) endPlaying();
      tellState();
    });
  }

  /** Whoever was spoken to, else whoever has not spoken for longest, answers whoever spoke last. */
  function offerNext(): boolean {
    const { director, staging } = scene;
    const last = talk.findLast((one) => typeof one === "string" || one.by !== "deed");
    const spoke = typeof last === "string" ? book.find(last)?.view : last;
    const order = staging.personas.map(({ id }) => id);
    const spokenAt = (id: string) =>
      talk.findLastIndex((one) => typeof one === "string" && book.find(one)?.view.speaker === id);
    const others = order.filter((id) => id !== spoke?.speaker);
    const called = others.find((id) => id === spoke?.to);
    const next =
      called ?? others.toSorted((a, b) => spokenAt(a) - spokenAt(b))[0] ?? order[0] ?? null;
    if (next === null) return false;
    const to =
      spoke !== undefined && director.cast.bodies.has(spoke.speaker) ? spoke.speaker : null;
    return director.rehearsing.offer(next, to === next ? null : to);
  }

  /** Ends the scene that plays and goes on in another from this moment. */
  async function goOnFrom(standing: Standing, upTo: number, instead: string | null) {
    endPlaying();
    const old = scene;
    const here = visitors.all.filter(({ id }) => old.director.cast.bodies.has(id));
    await old.close("branched");
    talk = talk.slice(0, upTo);
    if (instead !== null) talk.push(instead);
    scene = openMain(standingStaging(standing), beforeOf(standing));
    const near = standing.turn.speaker;
    for (const { id, name } of here) place(id, name, near, true);
    feed.tell({ type: "anew" });
    tellState();
  }

  /** The sheets as the turn had them, on the ground that the rehearsal has. */
  function standingStaging({ sheets }: Standing): Staging {
    const personas = order.staging.personas.map(
      (one) => sheets.personas.find(({ id }) => id === one.id) ?? one,
    );
    return { ...order.staging, personas };
  }

  const rehearsal: Rehearsal = {
    id: order.id,
    designer,
    feed,
    since,
    openedAt,
    title: order.staging.scene.title,
    get turns() {
      return book.count;
    },
    get usedAt() {
      return usedAt;
    },
    view() {
      const turns = talk.filter((one) => typeof one === "string");
      const { scene: sheet, personas } = order.staging;
      return {
        id: order.id,
        title: sheet.title,
        since,
        turns: book.count,
        world,
        language: sheet.language,
        stage: order.stage,
        personas: personas.map(({ id, name }) => ({
          id,
          name,
          sheet: order.sheets[id] ?? "plays",
        })),
        episodeId: scene.episodeId,
        from:
          order.from === undefined
            ? null
            : { episodeId: order.from.sheets.episodeId, turnId: order.from.turn.turnId },
        synthetic: endpoint.synthetic,
        endpoint: endpoint.name,
        training,
        limits: limitsView(bounds),
        deeds: deedsOf(scene, visitors),
        talk: talk.flatMap((one): TalkView[] => {
          if (typeof one !== "string") return [one];
          const found = book.find(one);
          return found === null ? [] : [found.view];
        }),
        takes: Object.fromEntries(
          turns.flatMap((id) => {
            const takes = book.takesOf(id);
            return takes.length === 0 ? [] : [[id, takes]];
          }),
        ),
        state: state(),
        feed: feed.next,
      };
    },
    detail(turnId) {
      const found = book.find(turnId);
      if (found === null) return null;
      const persona = found.scene.staging.personas.find(({ id }) => id === found.view.speaker);
      const speaker = persona ?? { name: found.view.name, language: "en" as const };
      return turnDetail(found.scene.events, turnId, speaker, (call) =>
        call["synthetic"] === true ? "understudy" : found.view.endpoint,
      );
    },
    say({ as, text, to, whisper }) {
      usedAt = clock.elapsed();
      const refused = full();
      if (refused !== null) return refused;
      endPlaying();
      const visitor = visitors.of(as, takenNames(scene));
      if (visitor === null)
        return problem("bad-request", "This name is a persona's; take another.");
      place(visitor.id, visitor.name, to, false);
      const said = scene.director.say(visitor.id, {
        text,
        ...(to === undefined ? {} : { to }),
        ...(whisper ? { whisper } : {}),
      });
      return said.ok ? null : spokenProblem(said.refusal);
    },
    act({ as, verb, target, item }) {
      usedAt = clock.elapsed();
      const refused = full(0);
      if (refused !== null) return refused;
      const visitor = visitors.of(as, takenNames(scene));
      if (visitor === null)
        return problem("bad-request", "This name is a persona's; take another.");
      const person = scene.staging.personas.some(({ id }) => id === target);
      place(visitor.id, visitor.name, person ? target : undefined, false);
      const deed = {
        verb,
        ...(target === undefined ? {} : { target }),
        ...(item === undefined ? {} : { item }),
      };
      const done = scene.director.act(visitor.id, deed);
      // What the rules refused is told as a deed of its own, in the talk.
      return done.ok || done.refusal !== "too-fast" ? null : spokenProblem(done.refusal);
    },
    happen(text) {
      usedAt = clock.elapsed();
      const refused = full(0);
      if (refused !== null) return refused;
      return scene.director.game.tell(text)
        ? null
        : problem("bad-request", "There is nothing in this that could happen; write a sentence.");
    },
    playOn(turns) {
      usedAt = clock.elapsed();
      const refused = full();
      if (refused !== null) return refused;
      playing = Math.min(turns, bounds.turns - book.count);
      scene.director.rehearsing.held = true;
      if (scene.director.turnsRunning === 0 && !offerNext()) {
        endPlaying();
        return problem("conflict", "Nobody can speak just now; wait a moment, then try again.");
      }
      tellState();
      return null;
    },
    stop() {
      usedAt = clock.elapsed();
      endPlaying();
      for (const one of [scene, ...asides]) one.director.rehearsing.stop();
      tellState();
    },
    async again(turnId, take) {
      usedAt = clock.elapsed();
      const refused = full();
      if (refused !== null) return refused;
      const found = book.find(turnId);
      const original = found?.view.instead ?? turnId;
      const first = book.find(original);
      if (found === null || first === null)
        return problem("not-found", "There is no such turn here.");
      if (first.endedAt === null)
        return problem("conflict", "This turn still runs; wait for its end, or stop it.");
      if (book.takesOf(original).length >= bounds.takes)
        return problem(
          "too-many",
          `Of one turn there are at most ${bounds.takes} takes; go on from one of them.`,
        );
      const other = endpointNamed(take.play.endpoint);
      if (other === null)
        return problem(
          "bad-request",
          "There is no endpoint of this name; choose one that the operator set.",
        );
      const opened = await other.open().catch(() => null);
      if (opened === null)
        return problem(
          "failed",
          `The endpoint ${other.name} cannot be opened; ask whoever runs the server.`,
        );
      const sheet = await otherSheet(first.view.speaker, take);
      if (sheet !== null && "code" in sheet) return sheet;
      const inPlace =
        sheet === null && first.scene === scene && scene.director.rehearsing.keeps(original);
      const wish = { ...take, play: { ...take.play } };
      if (!inPlace) return takeAside(original, other, opened, sheet, wish);
      const begun = { turnId: "" };
      const { mode, seed } = take.play;
      const started = scene.director.rehearsing.again(
        original,
        {
          model: scene.through(opened.model),
          sampling: samplingOf(take.play),
          ...(mode === undefined ? {} : { mode }),
          ...(seed === undefined ? {} : { seed }),
          player: `designer ${designer}`,
          asker: DESIGNER,
        },
        {
          delta(segment, kind, text) {
            heardBlock({
              turnId: begun.turnId,
              block: `v${segment}`,
              channel: kind,
              text,
              whole: false,
            });
          },
          segmentEnd() {},
          retract(segment) {
            if (book.retract(begun.turnId, `v${segment}`))
              feed.tell({ type: "retract", turnId: begun.turnId, block: `v${segment}` });
          },
        },
      );
      if (started === null) return takeAside(original, other, opened, sheet, wish);
      begun.turnId = started.turnId;
      const { speaker, name, to, whisper, sheet: sheetName } = first.view;
      const view = book.begin(scene, {
        turnId: started.turnId,
        speaker,
        name,
        to,
        whisper,
        sheet: sheetName,
        endpoint: other.name,
        instead: original,
        wish,
        pairs: true,
      });
      feed.tell({ type: "begins", turn: view });
      tellState();
      return { ok: true, turnId: started.turnId };
    },
    async prefer(chosen, rejected) {
      usedAt = clock.elapsed();
      const [a, b] = [book.find(chosen), book.find(rejected)];
      if (a === null || b === null || chosen === rejected || rootOf(chosen) !== rootOf(rejected))
        return problem("bad-request", "These are no two takes of one turn.");
      if (a.endedAt === null || b.endedAt === null)
        return problem("conflict", "One of the two still runs; wait for its end.");
      const root = rootOf(chosen);
      const order = [root, ...book.takesOf(root).map(({ turnId }) => turnId)];
      const logged = await a.scene.director.rehearsing.prefer({
        participant: DESIGNER,
        chosen,
        rejected,
        shownFirst: order.find((id) => id === chosen || id === rejected) ?? chosen,
        shown: {
          turns: order,
          ms: Math.max(0, Math.round(clock.elapsed() - Math.max(a.endedAt, b.endedAt))),
        },
      });
      if (!logged)
        return problem(
          "failed",
          "The log could not keep this; look at its disk, then choose again.",
        );
      const won = book.change(chosen, {
        preferredTo: [...a.view.preferredTo.filter((id) => id !== rejected), rejected],
      });
      const lost = book.change(rejected, {
        preferredTo: b.view.preferredTo.filter((id) => id !== chosen),
      });
      for (const turn of [won, lost]) if (turn !== null) feed.tell({ type: "turn", turn });
      return null;
    },
    async edit(turnId, { segments }) {
      usedAt = clock.elapsed();
      const found = book.find(turnId);
      if (found === null) return problem("not-found", "There is no such turn here.");
      if (found.endedAt === null)
        return problem("conflict", "This turn still runs; wait for its end, or stop it.");
      const inert = segments.flatMap(({ kind, text }) => {
        const words = inertProse(text);
        return words === "" ? [] : [{ kind, text: words }];
      });
      if (inert.length === 0)
        return problem(
          "bad-request",
          "Nothing is left of this once its tags are taken out; write what is said, done or thought.",
        );
      const logged = await found.scene.director.rehearsing.edit({
        participant: DESIGNER,
        turnId,
        segments: inert,
        shown: { turns: [turnId], ms: Math.max(0, Math.round(clock.elapsed() - found.endedAt)) },
      });
      if (!logged)
        return problem(
          "failed",
          "The log could not keep this; look at its disk, then save it again.",
        );
      const edited = inert.map(({ kind, text }) => ({ channel: kind, text }));
      const turn = book.change(turnId, { edited });
      if (turn !== null) feed.tell({ type: "turn", turn });
      return null;
    },
    async goOn(turnId, edited) {
      usedAt = clock.elapsed();
      const refused = full();
      if (refused !== null) return refused;
      const found = book.find(turnId);
      if (found === null) return problem("not-found", "There is no such turn here.");
      if (found.endedAt === null)
        return problem("conflict", "This turn still runs; wait for its end, or stop it.");
      const original = found.view.instead ?? turnId;
      const upTo = talk.findIndex((one) => typeof one === "string" && rootOf(one) === original);
      if (upTo === -1) return problem("conflict", "The talk no longer goes through this turn.");
      if (edited && found.view.edited === null)
        return problem("bad-request", "This turn was not edited; go on from it as it is.");
      const text = edited
        ? (found.view.edited ?? []).map(({ channel, text: words }) => ({
            kind: channel,
            text: words,
          }))
        : found.view.segments.map(({ channel, text: words }) => ({ kind: channel, text: words }));
      const first = book.find(original) ?? found;
      // A take of the same episode stands in place of its turn; any other turn stands where it was spoken.
      const inEpisode = found.view.pairs && found.view.instead !== null;
      const standing =
        inEpisode || edited
          ? await standingAt(
              (inEpisode ? first : found).scene.events,
              inEpisode ? original : turnId,
              { turnId, segments: text },
            )
          : await standingAt(found.scene.events, turnId, "after");
      if (typeof standing === "string") return problem("failed", standing);
      await goOnFrom(standing, upTo, turnId);
      return null;
    },
    async close(reason) {
      if (!open) return;
      endPlaying();
      open = false;
      tellState();
      feed.tell({ type: "closed", reason });
      await Promise.all([scene, ...asides].map((one) => one.close(`rehearsal-${reason}`)));
      feed.end();
    },
  };

  /** A take that another sheet or a scene that is over asks for: an episode of its own, from before the turn. */
  async function takeAside(
    original: string,
    other: RehearsalEndpoint,
    opened: RehearsalModel,
    sheet: { readonly value: unknown; readonly name: string } | null,
    wish: TakeAgain,
  ): Promise<Done> {
    const first = book.find(original);
    if (first === null) return problem("not-found", "There is no such turn here.");
    const standing = await standingAt(first.scene.events, original, "before");
    if (typeof standing === "string") return problem("failed", standing);
    const { speaker, to, whisper } = first.view;
    const base = standingStaging(standing);
    const { mode } = wish.play;
    const changed = sheet === null ? base : withSheet(base, speaker, sheet.value);
    if (!isStaging(changed)) {
      return changed.ok
        ? problem("failed", "The sheet could not be taken.")
        : problem(changed.code, changed.message, changed.details);
    }
    const staging = mode === undefined ? changed : withThinking(changed, speaker, mode);
    let turnId = "";
    let tellDone = () => {};
    const done = new Promise<void>((resolve) => (tellDone = resolve));
    const aside: RehearsedScene = openRehearsedScene(
      ports,
      {
        staging,
        model: opened,
        memory,
        before: beforeOf(standing),
        life: false,
        training,
        seed: wish.play.seed ?? Math.floor(Math.random() * 2 ** 31),
        designer,
        sampling: samplingOf({ ...order.play, ...wish.play }),
      },
      {
        logged(event) {
          if (event.type !== "turn" || event.turnId !== turnId) return;
          ended(event);
          tellDone();
        },
        told: ({ event }) => {
          if (event.type !== "turn-start") return streamed(event);
          turnId = event.turnId;
          const view = book.begin(aside, {
            turnId,
            speaker,
            name: event.name,
            to: event.addressee,
            whisper: event.whisper,
            sheet: sheet?.name ?? first.view.sheet,
            endpoint: other.name,
            instead: original,
            wish,
            pairs: false,
          });
          feed.tell({ type: "begins", turn: view });
          tellState();
        },
        thought: (thought) => heardBlock(thought),
      },
    );
    asides.add(aside);
    aside.director.rehearsing.held = true;
    for (const { id, name } of visitors.all) {
      aside.visit(id, name, true);
      const near = aside.director.cast.bodies.get(speaker);
      if (near !== undefined) aside.director.game.place(id, { x: near.x + 1, y: near.y });
    }
    const partner = to !== null && aside.director.cast.bodies.has(to) ? to : null;
    const began = aside.director.rehearsing.offer(speaker, partner, whisper);
    void (began ? done : Promise.resolve())
      .then(() => aside.close("take"))
      .then(() => {
        asides.delete(aside);
        tellState();
      });
    return began && turnId !== ""
      ? { ok: true, turnId }
      : problem("failed", "The take could not begin; try again.");
  }

  async function otherSheet(
    speaker: string,
    { sheet }: TakeAgain,
  ): Promise<{ readonly value: unknown; readonly name: string } | null | StudioProblem> {
    if (sheet === undefined) return null;
    const found = await sheetFor(worlds, world, speaker, sheet);
    if (!found.ok) return problem(found.code, found.message, found.details);
    if (found.value !== null) return { value: found.value, name: found.name };
    // What plays may have been released since this rehearsal began.
    const now = await worlds.staging(world);
    const value = isStaging(now) ? now.personas.find(({ id }) => id === speaker) : undefined;
    return value === undefined ? null : { value, name: "plays" };
  }

  function endpointNamed(name: string | undefined): RehearsalEndpoint | null {
    if (name === undefined) return endpoint;
    return endpoints.all.find((one) => one.name === name) ?? null;
  }

  return rehearsal;
}

function beforeOf({ sheets, turn, observations }: Standing): SceneBefore {
  return { of: { episodeId: sheets.episodeId, turnId: turn.turnId }, observations };
}

function samplingOf({ temperature, topP, maxTokens }: PlayWish) {
  return {
    ...(temperature === undefined ? {} : { temperature }),
    ...(topP === undefined ? {} : { topP }),
    ...(maxTokens === undefined ? {} : { maxTokens }),
  };
}

function withThinking(
  staging: Staging,
  speaker: string,
  mode: NonNullable<PlayWish["mode"]>,
): Staging {
  const personas = staging.personas.map((one) =>
    one.id === speaker ? { ...one, thinking: { ...one.thinking, mode } } : one,
  );
  return { ...staging, personas };
}

function takenNames({ staging }: RehearsedScene): readonly string[] {
  return staging.personas.flatMap(({ name, aliases }) => [name, ...aliases]);
}

/** What visitors may do here, as the scene tells one of them; nothing until one has come. */
function deedsOf(scene: RehearsedScene, visitors: Visitors): DeedsView {
  const here = visitors.all.find(({ id }) => scene.director.cast.bodies.has(id));
  const guide = here === undefined ? undefined : scene.director.snapshot(here.id).guide;
  return {
    verbs: (guide?.verbs ?? []).map(({ id, label, target, item }) => ({
      id,
      ...label,
      target,
      item,
    })),
    things: (guide?.props ?? []).map(({ id, name }) => ({ id, ...name })),
    places: guide?.places ?? [],
  };
}

export function limitsView({ perDesigner, turns, takes, idle, age }: RehearsalBounds) {
  return { atOnce: perDesigner, turns, takes, idle: idle / 60_000, age: age / 60_000 };
}
