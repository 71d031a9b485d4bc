/** Milliseconds between two looks at where the picture is; what moves it tells of itself at once. */
const EVERY = 250;

/**
 * Keeps the box at the foot of the picture, or below it where the game has left room there; above a phone's keyboard,
 * and on top of a picture that fills the screen.
 */
export class BoxPlace {
  readonly #root: HTMLElement;
  readonly #box: HTMLElement;
  readonly #canvas: HTMLElement;
  readonly #gone = new AbortController();
  #looked = Number.NEGATIVE_INFINITY;
  #said = "";

  constructor(root: HTMLElement, box: HTMLElement, canvas: HTMLElement) {
    this.#root = root;
    this.#box = box;
    this.#canvas = canvas;
    const { signal } = this.#gone;
    const now = () => this.follow(true);
    for (const target of [window, window.visualViewport]) {
      target?.addEventListener("resize", now, { signal });
      target?.addEventListener("scroll", now, { signal });
    }
    document.addEventListener("fullscreenchange", () => this.#stand(), { signal });
    this.#stand();
    this.follow(true);
  }

  follow(now = false): void {
    const time = performance.now();
    if (!now && time - this.#looked < EVERY) return;
    this.#looked = time;
    const picture = this.#canvas.getBoundingClientRect();
    const seen = window.visualViewport;
    const edge = { left: seen?.offsetLeft ?? 0, top: seen?.offsetTop ?? 0 };
    const left = Math.max(picture.left, edge.left);
    const right = Math.min(picture.right, edge.left + (seen?.width ?? innerWidth));
    const floor = edge.top + (seen?.height ?? innerHeight);
    const free = this.#canvas.parentElement?.getBoundingClientRect().bottom ?? picture.bottom;
    const { height } = this.#box.getBoundingClientRect();
    const below = Math.max(picture.bottom, Math.min(free, picture.bottom + height));
    const bottom = Math.min(floor, below);
    const log = Math.max(72, Math.min(240, (bottom - Math.max(0, edge.top)) * 0.4));
    const said = [left, bottom, right - left, log].map(Math.round).join();
    if (said === this.#said) return;
    this.#said = said;
    const { style } = this.#root;
    style.setProperty("--left", `${Math.round(left)}px`);
    style.setProperty("--top", `${Math.round(bottom)}px`);
    style.setProperty("--width", `${Math.max(200, Math.round(right - left))}px`);
    style.setProperty("--log-height", `${Math.round(log)}px`);
  }

  destroy(): void {
    this.#gone.abort();
  }

  /** Only what is inside an element that fills the screen is seen. */
  #stand(): void {
    const full = document.fullscreenElement;
    const home = full && full !== this.#canvas ? full : document.body;
    if (this.#root.parentElement !== home) home.append(this.#root);
  }
}
