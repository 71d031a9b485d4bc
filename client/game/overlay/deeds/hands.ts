import type { Language } from "../../../../shared/protocol.ts";
import type { Answer, SceneClient } from "../../../index.ts";
import type { Sprites } from "../../sprites.ts";
import type { Words } from "../../words.ts";
import { CarryStrip } from "./carry-strip.ts";
import type { Around, Choice, Subject } from "./choices.ts";
import { DeedMenu, type MenuPlace } from "./deed-menu.ts";

/** What the hands ask of the rest of the page. */
export interface HandsDoors {
  readonly language: () => Language;
  readonly words: () => Words;
  readonly refused: (answer: Answer) => void;
  readonly talkTo: (id: string) => void;
  /** Something takes a while; an empty text when it is over. */
  readonly doing: (text: string) => void;
}

/** From here a hand reaches; further off the player walks up first. In tiles. */
const ARM = 1.9;
/** Who stands for so long gets no nearer: then the deed is tried from there. In milliseconds. */
const STANDS = 1200;
const LOOK = 150;
const SLOW = 400;

/** What a player does beside talking: the menu, what is carried, and the way up to a thing. */
export class Hands {
  readonly menu: DeedMenu;
  readonly strip: CarryStrip;
  readonly #doors: HandsDoors;
  #client: SceneClient | null = null;

  constructor(stage: HTMLElement, doors: HandsDoors) {
    this.#doors = doors;
    this.menu = new DeedMenu(stage, {
      around: () => this.#around(),
      words: doors.words,
      chosen: (choice) => void this.#act(choice),
      talkTo: doors.talkTo,
    });
    this.strip = new CarryStrip({
      around: (place) => this.menu.openAround(place),
      picked: (id, place) => void this.pick({ kind: "prop", id }, place),
    });
    stage.append(this.menu.root);
  }

  show(client: SceneClient | null): void {
    this.#client = client;
    this.menu.close(false);
  }

  refresh(sprites: Sprites): void {
    this.strip.refresh(this.#around(), sprites, this.#doors.words());
  }

  /** Someone or something was clicked. Returns false when nothing can be done with it. */
  pick(subject: Pick<Subject, "kind" | "id">, place: MenuPlace): boolean {
    return this.menu.openFor(subject, place);
  }

  #around(): Around | null {
    const client = this.#client;
    if (client?.guide == null) return null;
    const { guide, cast, props, you } = client;
    return { guide, cast, props, you, language: this.#doors.language() };
  }

  async #act({ verb, target, item }: Choice): Promise<void> {
    const client = this.#client;
    if (client === null) return;
    const slow = setTimeout(() => this.#doors.doing(this.#doors.words().deeds.doing), SLOW);
    try {
      await walkUp(client, target ?? item);
      this.#doors.refused(await client.act(verb, target, item));
    } finally {
      clearTimeout(slow);
      this.#doors.doing("");
    }
  }
}

/** Walks up to a thing or a person that is out of reach, however long the way; ends there, or where it goes no further. */
async function walkUp(client: SceneClient, id: string | null): Promise<void> {
  const at = id === null ? undefined : (client.cast.get(id) ?? client.props.get(id));
  if (at === undefined || ("holder" in at && at.holder !== "")) return;
  const own = () => client.cast.get(client.you);
  const far = () => {
    const body = own();
    return body !== undefined && Math.hypot(body.x - at.x, body.y - at.y) > ARM;
  };
  if (!far()) return;
  const answer = await client.move(Math.round(at.x), Math.round(at.y));
  if (!answer.ok) return;
  let spot = "";
  for (let since = performance.now(); far() && performance.now() - since < STANDS;) {
    const { x, y } = own() ?? { x: 0, y: 0 };
    if (`${x} ${y}` !== spot) since = performance.now();
    spot = `${x} ${y}`;
    await new Promise((look) => setTimeout(look, LOOK));
  }
}
