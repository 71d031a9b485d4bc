import type { ParticipantId } from "../../shared/protocol.ts";
import type { CastView } from "../cast-view.ts";
import type { Figure, Point } from "./figure.ts";
import { feetOn, type Ground } from "./ground.ts";

/** What a game gives for a body that it draws itself: a sprite of Phaser's, or only the place of its middle. */
export interface OwnBody {
  readonly x: number;
  readonly y: number;
  readonly displayHeight?: number;
  readonly originY?: number;
}

/** Someone whom the game draws: the plugin looks where the body is and touches nothing. */
export class OwnFigure implements Figure {
  readonly id: ParticipantId;
  view: CastView;
  readonly walking = false;
  readonly #ground: Ground;
  readonly #find: (id: ParticipantId) => OwnBody | null | undefined;

  constructor(
    view: CastView,
    ground: Ground,
    find: (id: ParticipantId) => OwnBody | null | undefined,
  ) {
    this.id = view.id;
    this.view = view;
    this.#ground = ground;
    this.#find = find;
  }

  get feet(): Point {
    const body = this.#body();
    if (body === null) return feetOn(this.#ground, this.view);
    const { height, origin } = this.#size(body);
    return { x: body.x, y: body.y + (1 - origin) * height };
  }

  get crown(): Point {
    const body = this.#body();
    if (body === null) {
      const feet = feetOn(this.#ground, this.view);
      return { x: feet.x, y: feet.y - this.#ground.tile };
    }
    const { height, origin } = this.#size(body);
    return { x: body.x, y: body.y - origin * height };
  }

  get tile(): Point {
    return { x: this.view.x, y: this.view.y };
  }

  onPick(): void {}
  gesture(): void {}
  place(): void {}
  sharpen(): void {}
  label(): void {}
  readonly tag = null;
  lowerTag(): void {}
  destroy(): void {}

  /** The game's own word, where it is one; a place that is no number would hide the bubble for good. */
  #body(): OwnBody | null {
    const body = this.#find(this.id);
    return body && Number.isFinite(body.x) && Number.isFinite(body.y) ? body : null;
  }

  /** A container or a drawing has no height of its own: then a tile's. */
  #size({ displayHeight, originY }: OwnBody): { height: number; origin: number } {
    return { height: displayHeight || this.#ground.tile, origin: originY ?? 0.5 };
  }
}
