import { LANES, type Lane } from "../../stage/ports.ts";
import { inOrder, inRounds, inTwo, type Line } from "./fair-rounds.ts";

/** What starts a waiting call; the queue library's word for a task. */
type Run = () => Promise<unknown>;

/** A call that waits for a slot. */
export interface WaitingCall {
  readonly id: string;
  /** As asked for. */
  readonly lane: Lane;
  readonly scene: string;
  /** Within a scene: the player it is for, else the persona whose work it is. */
  readonly who: string;
  /** It goes on with what an earlier call of the same turn began. */
  readonly begun: boolean;
  /** Expected tokens. */
  readonly cost: number;
  /** Monotonic, ms. */
  readonly since: number;
}

/** What the queue library hands on with a task. */
export interface LaneOptions {
  readonly priority?: number | undefined;
  id?: string | undefined;
  timeout?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly call: WaitingCall;
}

/** Tokens a scene, and in it a player or persona, gains each time the round comes to it: about the cheapest call. */
const QUANTUM = 64;

interface Placed {
  readonly call: WaitingCall;
  readonly run: Run;
  /** The lane it stands in, which is above its own once it was lifted. */
  standing: Lane;
}

/**
 * Who waits, and who is next: the most urgent lane first; in a lane what a turn has begun before what begins, since
 * it has waited once and its prompt is still in the endpoint's cache; then the scenes by turns; in a scene the
 * players and personas by turns. A `QueueClass` of p-queue, which asks `size` before it takes one: a lane without a free slot of
 * its share waits without being counted there.
 */
export class Lanes {
  readonly #mayStart: (lane: Lane) => boolean;
  readonly #placed = new Map<string, Placed>();
  readonly #lines: Readonly<Record<Lane, Line<Placed>>> = {
    answer: laneLine(),
    talk: laneLine(),
    ahead: laneLine(),
    rehearsal: laneLine(),
    ambient: laneLine(),
  };

  constructor(mayStart: (lane: Lane) => boolean) {
    this.#mayStart = mayStart;
  }

  /** How many could start if there were slots. */
  get size(): number {
    let size = 0;
    for (const lane of LANES) {
      const waiting = this.#lines[lane].size;
      if (waiting > 0 && this.#mayStart(lane)) size += waiting;
    }
    return size;
  }

  enqueue(run: Run, options?: Partial<LaneOptions>): void {
    const call = options?.call;
    if (call === undefined) throw new TypeError("A task of this queue names its call.");
    const placed = { call, run, standing: call.lane };
    this.#placed.set(call.id, placed);
    this.#lines[call.lane].add(placed);
  }

  dequeue(): Run | undefined {
    for (const lane of LANES) {
      const line = this.#lines[lane];
      const placed = line.size > 0 && this.#mayStart(lane) ? line.next() : undefined;
      if (placed === undefined) continue;
      line.serve(placed);
      this.#placed.delete(placed.call.id);
      return placed.run;
    }
    return undefined;
  }

  remove(id: string): void {
    const placed = this.#placed.get(id);
    if (placed === undefined) return;
    this.#lines[placed.standing].remove(placed);
    this.#placed.delete(id);
  }

  /** Moves a call to the end of another lane; the priority is the lane's place in `LANES`. */
  setPriority(id: string, priority: number): void {
    const placed = this.#placed.get(id);
    const lane = LANES[priority];
    if (placed === undefined || lane === undefined) return;
    this.#lines[placed.standing].remove(placed);
    placed.standing = lane;
    this.#lines[lane].add(placed);
  }

  filter({ call }: Readonly<Partial<LaneOptions>>): Run[] {
    return [...this.#placed.values()]
      .filter((placed) => call === undefined || placed.call === call)
      .map(({ run }) => run);
  }

  /** All that wait, whether or not they could start. */
  get waiting(): number {
    return this.#placed.size;
  }

  /** Those that stand in a lane, lifted ones included. */
  in(lane: Lane): number {
    return this.#lines[lane].size;
  }

  standing(call: WaitingCall): Lane {
    return this.#placed.get(call.id)?.standing ?? call.lane;
  }

  /** In the order in which they came. */
  *calls(): Iterable<WaitingCall> {
    for (const { call } of this.#placed.values()) yield call;
  }
}

function laneLine(): Line<Placed> {
  return inTwo(({ call }) => call.begun, fairLine(), fairLine());
}

function fairLine(): Line<Placed> {
  const costOf = ({ call }: Placed) => call.cost;
  return inRounds({
    keyOf: ({ call }) => call.scene,
    costOf,
    quantum: QUANTUM,
    within: () =>
      inRounds({
        keyOf: ({ call }) => call.who,
        costOf,
        quantum: QUANTUM,
        within: inOrder<Placed>,
      }),
  });
}
