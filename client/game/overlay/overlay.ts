import type { ParticipantId } from "../../../shared/protocol.ts";
import type { Answer, SceneClient, SpeechPace } from "../../index.ts";
import type { SettingsStore } from "../settings.ts";
import type { Sprites } from "../sprites.ts";
import { wordsOf, type Words } from "../words.ts";
import type { Address } from "./addressee.ts";
import { CompanyList } from "./company-list.ts";
import { Composer } from "./composer.ts";
import { element, write } from "./element.ts";
import { SettingsPanel } from "./settings-panel.ts";
import { StageMarks } from "./stage-marks.ts";
import { TalkLog } from "./talk-log.ts";

/** What the page asks of the game. */
export interface OverlayDoors {
  readonly addressed: (address: Address) => void;
  readonly leave: () => void;
  readonly comeBack: () => void;
}

/** Comings and goings are short and stand in the log; what the storm does is worth a caption. */
const SHORT = 48;

/** What the talk is about just now. */
export interface Show {
  readonly client: SceneClient;
  readonly pace: SpeechPace;
  readonly sprites: Sprites;
}

/** The page beside and over the picture: talk, company, marks. */
export class Overlay {
  readonly #stage: HTMLElement;
  readonly #talk: HTMLElement;
  readonly #title = element("h1", { class: "talk-title" });
  readonly #log = new TalkLog();
  readonly #company: CompanyList;
  readonly #composer: Composer;
  readonly #marks: StageMarks;
  readonly #menu: SettingsPanel;
  readonly #settings: SettingsStore;
  #show: Show | null = null;

  constructor(stage: HTMLElement, talk: HTMLElement, settings: SettingsStore, doors: OverlayDoors) {
    this.#stage = stage;
    this.#talk = talk;
    this.#settings = settings;
    this.#menu = new SettingsPanel(settings, doors.leave);
    this.#company = new CompanyList((to) => {
      this.turnTo(to);
      if (matchMedia("(pointer: fine)").matches) this.#composer.focus();
    });
    this.#composer = new Composer({
      say: (text, address, interrupt) => this.#say(text, address, interrupt),
      typing: ({ to }) => this.#show?.client.typing(to),
      addressed: doors.addressed,
      left: () => stage.focus(),
    });
    this.#marks = new StageMarks({ comeBack: doors.comeBack, menu: () => this.#menu.open() });
    stage.append(this.#marks.root);
    talk.append(
      element("header", { class: "talk-head" }, this.#title),
      this.#company.root,
      this.#log.root,
      this.#composer.root,
    );
    document.body.append(this.#menu.root);
    document.addEventListener("keydown", (event) => {
      const free = event.target === stage || event.target === document.body;
      if (event.key !== "Enter" || !free || this.#show === null) return;
      event.preventDefault();
      this.#composer.focus();
    });
    settings.watch(() => this.#rebuild());
  }

  /** Shows a scene, or with null hides the talk. */
  show(show: Show | null): void {
    this.#show = show;
    this.#talk.hidden = show === null;
    this.#marks.root.hidden = show === null;
    document.body.classList.toggle("playing", show !== null);
    if (show === null) return;
    this.#rebuild();
    show.client.on("snapshot", () => this.#rebuild());
    show.client.on("event", (event) => {
      if (event.type === "notice") this.#marks.toast(this.#words.notices[event.code], now());
      if (event.type === "line" && event.kind === "environment") {
        const text = event.segments.map((segment) => segment.text).join(" ");
        if (text.length > SHORT) this.#marks.caption(text, now());
      }
    });
    this.#stage.focus();
  }

  /** Brings everything up to what is shown; called with every frame. */
  refresh(): void {
    if (this.#show === null) return;
    const { client, pace, sprites } = this.#show;
    const words = this.#words;
    write(this.#title, client.scene.title === "" ? words.house : client.scene.title);
    this.#log.refresh(client, pace, sprites, words);
    this.#company.refresh(client, sprites, this.#composer.now, words);
    this.#composer.refresh(client, words);
    this.#marks.refresh(client.connection, client.scene, words, now());
  }

  get address(): Address {
    return this.#composer.now;
  }

  turnTo(to: ParticipantId | null): void {
    this.#composer.address({ to, whisper: this.#composer.now.whisper });
  }

  /** Something was refused, and not in the talk. */
  refuse(answer: Answer): void {
    if (!answer.ok) this.#marks.toast(this.#refusalOf(answer), now());
  }

  get #words(): Words {
    return wordsOf(this.#settings.now.language);
  }

  #rebuild(): void {
    if (this.#show === null) return;
    const { client, pace, sprites } = this.#show;
    const words = this.#words;
    this.#talk.setAttribute("aria-label", words.talk.title);
    this.#stage.setAttribute("aria-label", words.stage.label);
    this.#log.rebuild(client, pace, sprites, words);
  }

  async #say(text: string, { to, whisper }: Address, interrupt: boolean): Promise<Answer> {
    const answer = (await this.#show?.client.say(text, to, whisper, interrupt)) ?? {
      ok: false,
      refusal: "not-connected",
    };
    this.#composer.refuse(answer.ok ? "" : this.#refusalOf(answer));
    return answer;
  }

  #refusalOf(answer: Exclude<Answer, { ok: true }>): string {
    const words = this.#words;
    const wait = "retryAfter" in answer ? answer.retryAfter : undefined;
    const again = wait === undefined ? "" : ` ${words.again(Math.max(1, Math.ceil(wait / 1000)))}`;
    return words.refusals[answer.refusal] + again;
  }
}

function now(): number {
  return performance.now();
}
