import type { SceneClient } from "../index.ts";
import type { InnScene } from "./inn-scene.ts";
import type { SoundBox } from "./sound/sound-box.ts";

/** What tests may look at. It reads; nothing in the game reads it. */
export interface Probe {
  readonly page: "title" | "play";
  readonly connection: string;
  readonly you: string;
  readonly scene: SceneClient["scene"] | null;
  readonly cast: readonly {
    readonly id: string;
    readonly name: string;
    readonly kind: string;
    readonly x: number;
    readonly y: number;
    readonly status: string;
    readonly connected: boolean;
    /** Where the figure is on the page, in CSS pixels. */
    readonly screen: { readonly x: number; readonly y: number } | null;
  }[];
  readonly transcript: SceneClient["transcript"] | null;
  readonly open: readonly string[];
  readonly bubbles: readonly {
    readonly id: string;
    readonly kind: string;
    readonly text: string;
    readonly face: string | null;
  }[];
  readonly address: { readonly to: string | null; readonly whisper: boolean };
  /** Things and where each of them is on the page, in CSS pixels. */
  readonly props: readonly {
    readonly id: string;
    readonly holder: string;
    readonly open: boolean;
    readonly screen: { readonly x: number; readonly y: number } | null;
  }[];
  readonly story: SceneClient["story"];
  readonly guide: SceneClient["guide"];
  readonly sound: { readonly state: string; readonly played: number };
  readonly frames: number;
}

/** Puts the one read-only window for tests at `window.__dramatis`. */
export function installProbe(look: () => Probe): void {
  Object.defineProperty(window, "__dramatis", { get: () => Object.freeze(look()) });
}

/** Reads the game as it is. */
export function probe(
  client: SceneClient | null,
  inn: InnScene | null,
  address: Probe["address"],
  sound: SoundBox,
): Probe {
  const bodies = inn?.dramatis.bodies;
  const screen = (id: string) => {
    const feet = bodies?.get(id)?.feet;
    return feet ? (inn?.pageOf({ x: feet.x, y: feet.y - 8 }) ?? null) : null;
  };
  return {
    page: client === null ? "title" : "play",
    connection: client?.connection ?? "offline",
    you: client?.you ?? "",
    scene: client?.scene ?? null,
    cast: [...(client?.cast.values() ?? [])].map(({ id, name, kind, x, y, status, connected }) => ({
      id,
      name,
      kind,
      x,
      y,
      status,
      connected,
      screen: screen(id),
    })),
    transcript: client?.transcript ?? null,
    open: (client?.transcript.entries ?? [])
      .filter(({ state }) => state === "open")
      .map(({ turnId }) => turnId),
    bubbles: inn?.dramatis.bubbles ?? [],
    address,
    props: [...(client?.props.values() ?? [])].map(({ id, holder, open }) => ({
      id,
      holder,
      open,
      screen: inn?.thingOf(id) ?? null,
    })),
    story: client?.story ?? null,
    guide: client?.guide ?? null,
    sound: { state: sound.state, played: sound.played },
    frames: inn?.game.loop.frame ?? 0,
  };
}
