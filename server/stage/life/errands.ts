import type { ParticipantId } from "../../../shared/protocol.ts";
import type { HeardTurn } from "../hearing.ts";
import type { SceneContext } from "../scene-context.ts";
import type { TalkBudget } from "./talk-budget.ts";
import { lifeWords } from "./life-words.ts";

/** Personas bring up with each other what is on their minds: what an author wrote, or what they are to each other. */
export interface Errands {
  /** On its way to somebody, or about to speak: leave it alone. */
  isOut(persona: ParticipantId): boolean;
  stop(): void;
}

interface Matter {
  readonly id: string;
  readonly persona: ParticipantId;
  readonly with: ParticipantId;
  readonly cue: string;
  /** What the other might answer; absent where nothing is suggested. */
  readonly answer?: string | undefined;
  /** Not before this, by the monotonic clock. */
  readonly from: number;
}

/** In ms: between two looks, how quiet it must have been, and how long one is on one's way at most. */
const LOOK = { least: 6_000, most: 14_000 } as const;
const QUIET = 12_000;
const ON_THE_WAY = 20_000;
/** Between two talks of one pair that no author wrote, and between any two such in the scene. */
const PAIR_REST = 12 * 60_000;
const MADE_REST = 100_000;
/** Near enough to speak without walking over, in tiles. */
const NEAR = 5;

export function createErrands(context: SceneContext, budget: TalkBudget): Errands {
  const { cast, clock, cues, happenings, minds, random, staging } = context;
  const words = lifeWords(staging.scene.language);
  const openedAt = clock.elapsed();
  const authored: Matter[] = staging.life.errands.map((errand) => ({
    ...errand,
    cue: errand.says === undefined ? errand.cue : `${errand.cue}${words.mightSay(errand.says)}`,
    from: openedAt + errand.after_minutes * 60_000,
  }));
  const done = new Set<string>();
  const rested = new Map<string, number>();
  const lastVoice = new Map<ParticipantId, number>();
  /** Errands that are being spoken of just now. */
  const spoken = new Map<ParticipantId, Matter>();
  const out = new Map<ParticipantId, { readonly matter: Matter; readonly expire: () => void }>();
  let madeAt = openedAt;
  let cancel = (): void => {};

  /** What the sheets give: whoever stands in a persona's relationships. */
  function made(): Matter[] {
    if (clock.elapsed() - madeAt < MADE_REST) return [];
    return [...minds.values()].flatMap(({ persona }) =>
      Object.keys(persona.relationships).flatMap((name) => {
        const other = [...minds.values()].find((m) => isNamed(m.persona, name))?.persona;
        if (other === undefined || other.id === persona.id) return [];
        const id = [persona.id, other.id].toSorted().join("+");
        const from = (rested.get(id) ?? Number.NEGATIVE_INFINITY) + PAIR_REST;
        return [
          { id, persona: persona.id, with: other.id, cue: words.quietWith(other.name), from },
        ];
      }),
    );
  }

  function isQuiet(id: ParticipantId): boolean {
    return clock.elapsed() - (lastVoice.get(id) ?? Number.NEGATIVE_INFINITY) > QUIET;
  }

  function mayBegin({ persona, with: other, from }: Matter): boolean {
    const mind = minds.get(persona);
    const listener = minds.get(other);
    if (mind === undefined || listener === undefined || clock.elapsed() < from) return false;
    if (
      out.has(persona) ||
      out.has(other) ||
      listener.running !== null ||
      listener.pending !== null
    )
      return false;
    return isQuiet(persona) && isQuiet(other) && budget.silences(mind, "errand", other) === null;
  }

  function look(): void {
    cancel = clock.after(LOOK.least + (LOOK.most - LOOK.least) * random(), look);
    const open = authored.filter((matter) => !done.has(matter.id) && mayBegin(matter));
    const matters = open.length > 0 ? open : made().filter(mayBegin);
    const matter = matters[Math.floor(random() * matters.length)];
    if (matter === undefined) return;
    if (isBeside(matter)) return speak(matter);
    if (!cast.approach(matter.persona, matter.with)) return;
    const { persona } = matter;
    out.set(persona, { matter, expire: clock.after(ON_THE_WAY, () => out.delete(persona)) });
  }

  function isBeside({ persona, with: other }: Matter): boolean {
    return cast.distance(persona, other) <= NEAR && cast.earshot(persona).has(other);
  }

  function speak(matter: Matter): void {
    const { id, persona, with: other, cue } = matter;
    if (cues.give(persona, cue, other, "errand") !== null) return;
    spoken.set(persona, matter);
    if (authored.some((one) => one.id === id)) done.add(id);
    else madeAt = clock.elapsed();
    rested.set([persona, other].toSorted().join("+"), clock.elapsed());
  }

  function arrived(id: ParticipantId): void {
    const walk = out.get(id);
    if (walk === undefined) return;
    out.delete(id);
    walk.expire();
    if (isBeside(walk.matter) && isQuiet(id) && isQuiet(walk.matter.with)) speak(walk.matter);
  }

  /** The other one has an answer in mind, once it has heard what it is to answer. */
  function said(turn: HeardTurn): void {
    const matter = spoken.get(turn.speaker);
    spoken.delete(turn.speaker);
    const listener = matter === undefined ? undefined : minds.get(matter.with);
    if (matter?.answer === undefined || listener === undefined) return;
    if (turn.addressee !== matter.with || turn.segments.every((one) => one?.kind !== "speech"))
      return;
    const text = words.mightAnswer(matter.answer);
    listener.observe({ kind: "environment", turnId: `${turn.turnId}.answer`, text });
  }

  const heard = (listeners: ReadonlySet<ParticipantId>) => {
    for (const id of listeners) if (minds.has(id)) lastVoice.set(id, clock.elapsed());
  };
  const stops = [
    happenings.on("line", ({ turn }) => {
      if (turn.kind !== "environment" && turn.part !== "aside") heard(turn.listeners);
    }),
    happenings.on("turn-started", ({ turn }) => heard(turn.listeners)),
    happenings.on("turn-ended", ({ turn }) => {
      heard(turn.listeners);
      said(turn);
    }),
    happenings.on("arrived", ({ id }) => arrived(id)),
  ];
  cancel = clock.after(LOOK.most, look);
  return {
    isOut: (persona) => out.has(persona),
    stop() {
      cancel();
      for (const { expire } of out.values()) expire();
      for (const stop of stops) stop();
    },
  };
}

function isNamed({ name, aliases }: { name: string; aliases: readonly string[] }, wanted: string) {
  return name === wanted || aliases.includes(wanted);
}
