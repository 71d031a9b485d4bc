import { join } from "node:path";
import { onTestFinished } from "vitest";
import { openEpisodes } from "../../../server/cli/open-episodes.ts";
import { openStudio } from "../../../server/cli/open-studio.ts";
import { createRunningGame } from "../../../server/cli/running-game.ts";
import { systemClock } from "../../../server/cli/system-clock.ts";
import { LogPlace } from "../../../server/episodes/log-place.ts";
import type { EpisodeEvent } from "../../../server/stage/episode-event.ts";
import type { Staging } from "../../../server/stage/staging.ts";
import { createMapShelf } from "../../../server/worlds/map-shelf.ts";
import { createFolderShelf } from "../../../server/worlds/folder-shelf.ts";
import type {
  BeginRehearsal,
  FeedEvent,
  RehearsalView,
  TurnDetail,
  TurnView,
} from "../../../shared/studio/rehearsal.ts";
import { fakeClock } from "../../../testing/fake-clock.ts";
import { aFolder, CREDENTIALS, KEYS, served, type AStudio } from "../a-studio.ts";
import { aPersona, aStaging } from "../../doubles/a-scene.ts";
import { rehearsalPorts, type PortsOptions, type TestPorts } from "./rehearsal-ports.ts";

/** Rehearsals over HTTP as the page asks for them, in real time over models in this process. */

export const MARA = aPersona({
  id: "mara",
  name: "Mara Quill",
  profile: "Mara keeps the inn at the north landing and counts every lamp.",
  private: { secrets: [{ id: "ferry", text: "Mara has rigged the ferry to sink." }] },
});
export const TOMAS = aPersona({ id: "tomas", name: "Tomas Reed" });
export const INN: Staging = aStaging([MARA, TOMAS], { scene: { id: "inn", title: "The inn" } });

export interface RehearsalStudio {
  readonly studio: AStudio;
  readonly ports: TestPorts;
  as(who: keyof typeof KEYS): Promise<Asker>;
}

/** Somebody who is signed in. */
export interface Asker {
  /** The answer's status and value. */
  ask(method: string, path: string, body?: unknown): Promise<{ status: number; value: unknown }>;
  begin(order?: Partial<BeginRehearsal>): Promise<Rehearsed>;
  rehearsal(id: string): Rehearsed;
}

/** One rehearsal as its page has it. */
export interface Rehearsed {
  readonly id: string;
  post(path: string, body?: unknown): Promise<{ status: number; value: unknown }>;
  view(): Promise<RehearsalView>;
  /** Says it and waits for the turn that answers. */
  say(text: string, more?: Record<string, unknown>): Promise<TurnView>;
  /** Waits until nothing runs, and gives what stands there. */
  settled(): Promise<RehearsalView>;
  /** The last turn of the talk. */
  last(): Promise<TurnView>;
  /** Takes a turn again and waits for its end. */
  again(turnId: string, take?: Record<string, unknown>): Promise<TurnView>;
  detail(turnId: string): Promise<TurnDetail>;
  /** What its feed has told so far. */
  readonly feed: readonly FeedEvent[];
}

export async function aRehearsalStudio(
  options: PortsOptions & { readonly worlds?: Readonly<Record<string, Staging>> } = {},
): Promise<RehearsalStudio> {
  const door = fakeClock();
  const ports = rehearsalPorts(systemClock(), options.worlds ?? { inn: INN }, options);
  const dataDir = aFolder();
  const opened = openStudio({
    game: createRunningGame(INN).game,
    shelf: createFolderShelf({ roots: [aFolder()], clock: door }),
    maps: createMapShelf({ roots: [], clock: door }),
    about: { world: "inn", title: "The inn", synthetic: true, version: "0.0.0" },
    clock: door,
    assets: async () => ({ maps: ["bare-stage"], figures: [], pictures: [] }),
    contextTokens: 8_192,
    rehearsal: ports,
    page: null,
    opening: { open: "keys", credentials: CREDENTIALS },
    origins: [],
    episodes: openEpisodes(
      { log: new LogPlace(join(dataDir, "episodes.sqlite")), dataDir },
      dataDir,
    ),
    dataDir,
  });
  onTestFinished(() => opened.close());
  const studio = await served(opened.app, door, dataDir);
  return {
    studio,
    ports,
    async as(who) {
      const { token } = await studio.signIn(KEYS[who]);
      return asker(studio, token);
    },
  };
}

function asker(studio: AStudio, token: string): Asker {
  const ask: Asker["ask"] = async (method, path, body) => {
    const { status, text } = await studio.ask(`/studio/api${path}`, {
      method,
      token,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status, value: text === "" ? null : JSON.parse(text) };
  };
  const asked: Asker = {
    ask,
    async begin(order = {}) {
      const { status, value } = await ask("POST", "/rehearsals", {
        world: "inn",
        personas: ["mara"],
        stage: "alone",
        play: { mode: "full" },
        ...order,
      });
      if (status !== 201) throw new Error(`beginning gave ${status}: ${JSON.stringify(value)}`);
      return asked.rehearsal((value as { id: string }).id);
    },
    rehearsal: (id) => rehearsed(studio, token, ask, id),
  };
  return asked;
}

function rehearsed(studio: AStudio, token: string, ask: Asker["ask"], id: string): Rehearsed {
  const feed: FeedEvent[] = [];
  const gone = new AbortController();
  onTestFinished(() => gone.abort());
  void listen();

  async function listen(): Promise<void> {
    const response = await fetch(`${studio.url}/studio/api/rehearsals/${id}/feed?from=0`, {
      headers: { Authorization: `Bearer ${token}` },
      signal: gone.signal,
    }).catch(() => null);
    if (response?.ok !== true || response.body === null) return;
    let rest = "";
    try {
      for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
        const lines = (rest + chunk).split("\n");
        rest = lines.pop() ?? "";
        for (const line of lines) if (line !== "") feed.push(JSON.parse(line) as FeedEvent);
      }
    } catch {
      // The test is over.
    }
  }

  const one: Rehearsed = {
    id,
    feed,
    post: (path, body) => ask("POST", `/rehearsals/${id}${path}`, body ?? {}),
    async view() {
      const { status, value } = await ask("GET", `/rehearsals/${id}`);
      if (status !== 200) throw new Error(`the rehearsal gave ${status}`);
      return value as RehearsalView;
    },
    async settled() {
      let quiet = 0;
      for (let tries = 0; tries < 400; tries += 1) {
        const view = await one.view();
        const runs = view.talk.some((entry) => entry.kind === "turn" && entry.outcome === null);
        const takes = Object.values(view.takes).flat();
        const idle = !runs && takes.every(({ outcome }) => outcome !== null);
        quiet = idle && view.state.running === 0 && view.state.playing === 0 ? quiet + 1 : 0;
        if (quiet === 3) return view;
        await new Promise((resolve) => setTimeout(resolve, 15));
      }
      throw new Error("the rehearsal never came to rest");
    },
    async last() {
      const turn = (await one.settled()).talk.findLast((entry) => entry.kind === "turn");
      if (turn === undefined) throw new Error("nobody has spoken");
      return turn;
    },
    async say(text, more = {}) {
      const asked = await one.post("/say", { as: "Ann", text, to: "mara", ...more });
      if (asked.status !== 200) throw new Error(`saying gave ${asked.status}`);
      return one.last();
    },
    async again(turnId, take = {}) {
      const asked = await one.post(`/turns/${turnId}/again`, take);
      if (asked.status !== 201) {
        throw new Error(`the take gave ${asked.status}: ${JSON.stringify(asked.value)}`);
      }
      const taken = (asked.value as { id: string }).id;
      const takes = Object.values((await one.settled()).takes).flat();
      const found = takes.find((turn) => turn.turnId === taken);
      if (found === undefined) throw new Error("the take is nowhere");
      return found;
    },
    async detail(turnId) {
      const { status, value } = await ask("GET", `/rehearsals/${id}/turns/${turnId}`);
      if (status !== 200) throw new Error(`the detail gave ${status}`);
      return value as TurnDetail;
    },
  };
  return one;
}

/** A kind of the log's events. */
export function logged<K extends EpisodeEvent["type"]>(
  { ports }: Pick<RehearsalStudio, "ports">,
  type: K,
): Extract<EpisodeEvent, { type: K }>[] {
  return ports.log.events.filter(
    (event): event is Extract<EpisodeEvent, { type: K }> => event.type === type,
  );
}

/** What a turn shows in a channel. */
export function textIn({ segments }: Pick<TurnView, "segments">, ...channels: string[]): string {
  return segments
    .flatMap(({ channel, text }) => (channels.includes(channel) ? [text] : []))
    .join(" ");
}
