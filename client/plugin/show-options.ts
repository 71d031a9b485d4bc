import type * as Phaser from "phaser";
import { LANGUAGES, type Language, type ParticipantId } from "../../shared/protocol.ts";
import type { CastView } from "../cast-view.ts";
import type { SceneClient } from "../scene-client.ts";
import { onClauses, type ClauseListeners } from "../speaking.ts";
import type { BubbleView } from "./bubble-view.ts";
import type { Figure, Point } from "./figure.ts";
import type { Overlay, OverlayStage } from "./overlay.ts";
import { OwnFigure, type OwnBody } from "./own-figure.ts";
import { PlainBubble } from "./plain-bubble.ts";
import { PlainFigure, type OwnSprite } from "./plain-figure.ts";
import { PLAIN_LOOK, type PlainLook } from "./plain-look.ts";
import { portraitAddress } from "./portrait-address.ts";
import { portraitToken } from "./portrait.ts";
import { TalkBox } from "./talk-box/talk-box.ts";

/** How a scene is shown in a game that exists already. Everything may be left out. */
export interface ShowOptions extends Partial<ClauseListeners> {
  /** The side of a tile in world pixels, as the server's `tile`; 32. */
  readonly tile?: number;
  /** Where the map begins in the world, in pixels; its top left corner at 0, 0. */
  readonly origin?: Point;
  /** The depth at which NPCs stand; bubbles hang above everything. 10. */
  readonly depth?: number;
  /** Where the game draws a player: its own sprite, or the middle of it. */
  readonly player?: (id: ParticipantId) => OwnBody | null | undefined;
  /** The game's own look for an NPC (players are never drawn): a texture's key, an object, or null for one that the game draws by itself. */
  readonly sprite?: (view: CastView) => OwnSprite | null | undefined;
  /** The text of a name tag. An NPC's own says that it is an AI's. */
  readonly label?: (view: CastView) => string;
  /** Bubbles of the game's own. */
  readonly bubble?: (scene: Phaser.Scene, depth: number) => BubbleView;
  /** Fonts, sizes and colours of the bubbles and names that the plugin draws. */
  readonly look?: Partial<PlainLook>;
  /** What stands on the page over the picture: the game's own, or with null nothing. */
  readonly overlay?: ((stage: OverlayStage) => Overlay) | null;
  /** Whether the box has a line to write in; true. */
  readonly input?: boolean;
  /** The key that leads into the box, as `KeyboardEvent.key`; "Enter". Null for none. */
  readonly key?: string | null;
  /** The language of the box; the page's own otherwise. */
  readonly language?: Language;
}

/** The parts of a show in a stranger's game. */
export interface OwnShow {
  readonly figure: (view: CastView) => Figure;
  readonly bubble: (depth: number) => BubbleView;
  readonly depth: number;
  readonly label: (id: ParticipantId) => string;
  readonly language: () => Language;
  readonly overlay: (stage: OverlayStage) => Overlay | null;
  /** Ends what listens beside the show. */
  readonly listeners: (() => void)[];
}

/** Above whatever a game is likely to use. */
const BUBBLES = 1_000_000;

/** Fills in what a game left open. */
export function joined(scene: Phaser.Scene, client: SceneClient, options: ShowOptions): OwnShow {
  const { tile = 32, origin = { x: 0, y: 0 }, depth = 10, input = true, key = "Enter" } = options;
  const look = { ...PLAIN_LOOK, ...options.look };
  const ground = { tile, origin, depth };
  const find = guarded(options.player ?? (() => null));
  const name = options.label ?? plainLabel;
  const { onClause, onCancel, languageOf } = options;
  return {
    figure(view) {
      const own = view.kind === "persona" ? options.sprite?.(view) : null;
      if (own === null) {
        const portrait = view.kind === "persona" ? portraitAddress(view.sprite) : null;
        if (portrait !== null) portraitToken(scene, portrait, () => {});
        return new OwnFigure(view, ground, find);
      }
      return new PlainFigure(scene, view, ground, look, own ?? null);
    },
    bubble: (at) => options.bubble?.(scene, at) ?? new PlainBubble(scene, look, at),
    depth: BUBBLES,
    label: (id) => {
      const view = client.cast.get(id);
      return view === undefined ? "" : name(view);
    },
    language: () => options.language ?? pageLanguage(),
    overlay: (stage) => {
      if (options.overlay === null) return null;
      return options.overlay?.(stage) ?? new TalkBox(stage, { input, key });
    },
    listeners: onClause
      ? [
          onClauses(client, {
            onClause,
            ...(onCancel ? { onCancel } : {}),
            ...(languageOf ? { languageOf } : {}),
          }),
        ]
      : [],
  };
}

/** Asks the game with every frame; its fault is said once and does not stop its own loop. */
function guarded(
  find: NonNullable<ShowOptions["player"]>,
): (id: ParticipantId) => OwnBody | null | undefined {
  let said = false;
  return (id) => {
    try {
      return find(id);
    } catch (error) {
      if (!said)
        console.error("dramatis: player() threw; bubbles hang where the server says", error);
      said = true;
      return null;
    }
  };
}

function plainLabel({ kind, name }: CastView): string {
  return kind === "persona" ? `${name} · AI` : name;
}

/** The language that the page declares, or else the reader's browser. */
function pageLanguage(): Language {
  const said = document.documentElement.lang || navigator.language;
  return LANGUAGES.find((language) => said.toLowerCase().startsWith(language)) ?? "en";
}
