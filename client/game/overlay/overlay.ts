import type { ParticipantId, SceneEvent } from "../../../shared/protocol.ts";
import type { Answer, SceneClient, SpeechPace } from "../../index.ts";
import type { SettingsStore } from "../settings.ts";
import type { CueName } from "../sound/cue.ts";
import { Ears } from "../sound/ears.ts";
import type { Sprites } from "../sprites.ts";
import { wordsOf, type Words } from "../words.ts";
import type { Address } from "./addressee.ts";
import { CompanyList } from "./company-list.ts";
import { Composer } from "./composer.ts";
import type { Subject } from "./deeds/choices.ts";
import type { MenuPlace } from "./deeds/deed-menu.ts";
import { Hands } from "./deeds/hands.ts";
import { element, write } from "./element.ts";
import { TurnTools } from "./log/turn-tools.ts";
import { SettingsPanel } from "./settings-panel.ts";
import { StageMarks } from "./stage-marks.ts";
import type { FigureOf } from "./story/mind-panel.ts";
import { StoryDesk } from "./story/story-desk.ts";
import { TalkLog } from "./talk-log.ts";

/** What the page asks of the game. */
export interface OverlayDoors {
  readonly addressed: (address: Address) => void;
  readonly leave: () => void;
  readonly comeBack: () => void;
  /** A sound that goes with what happened. */
  readonly sound: (cue: CueName) => void;
}

/** Comings and goings are short and stand in the log; what the storm does is worth a caption. */
const SHORT = 48;

/** What the talk is about just now. */
export interface Show {
  readonly client: SceneClient;
  readonly pace: SpeechPace;
  readonly sprites: Sprites;
  readonly figure: FigureOf;
}

/** The page beside and over the picture: talk, company, marks, story and deeds. */
export class Overlay {
  readonly #stage: HTMLElement;
  readonly #talk: HTMLElement;
  readonly #title = element("h1", { class: "talk-title" });
  readonly #log: TalkLog;
  readonly #tools: TurnTools;
  readonly #company: CompanyList;
  readonly #composer: Composer;
  readonly #marks: StageMarks;
  readonly #menu: SettingsPanel;
  readonly #settings: SettingsStore;
  readonly #desk: StoryDesk;
  readonly #hands: Hands;
  readonly #doors: OverlayDoors;
  #ears = new Ears();
  #show: Show | null = null;
  #unhook: (() => void)[] = [];
  #players = -1;

  constructor(stage: HTMLElement, talk: HTMLElement, settings: SettingsStore, doors: OverlayDoors) {
    this.#stage = stage;
    this.#talk = talk;
    this.#settings = settings;
    this.#doors = doors;
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
    this.#tools = new TurnTools({
      feedback: (...opinion) => this.#ask((client) => client.feedback(...opinion)),
      retake: (turnId) => this.#ask((client) => client.retake(turnId)),
      prefer: (...choice) => this.#ask((client) => client.prefer(...choice)),
      refused: (answer) => this.refuse(answer),
      words: () => this.#words,
    });
    this.#log = new TalkLog(this.#tools);
    this.#desk = new StoryDesk(
      stage,
      {
        jump: (turnId) => this.#log.jump(turnId),
        home: () => stage.focus(),
        toast: (text) => this.#marks.toast(text, now()),
        thought: (name, text) => this.#note({ kind: "thought", name, text }),
        playAgain: doors.comeBack,
        found: () => this.#sound("found"),
        appearing: (turnId) => this.#show?.pace.appearing(turnId) ?? false,
      },
      () => this.#toggleJournal(),
    );
    this.#marks = new StageMarks({
      comeBack: doors.comeBack,
      menu: () => this.#menu.open(),
      sound: () => settings.change({ sound: !settings.now.sound }),
      board: this.#desk.board.root,
      minds: this.#desk.minds.root,
    });
    this.#hands = new Hands(stage, {
      language: () => settings.now.language,
      words: () => this.#words,
      refused: (answer) => this.refuse(answer, this.#words.deeds.refusals),
      talkTo: (id) => {
        this.turnTo(id);
        this.#composer.focus();
      },
      doing: (text) => this.#marks.doing(text),
    });
    stage.append(this.#marks.root);
    this.#marks.root.append(this.#hands.strip.root);
    talk.append(
      element("header", { class: "talk-head" }, this.#title),
      this.#company.root,
      this.#log.root,
      this.#composer.root,
    );
    talk.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.defaultPrevented) return;
      event.preventDefault();
      stage.focus();
    });
    document.body.append(this.#menu.root);
    document.addEventListener("keydown", (event) => this.#key(event));
    let language = settings.now.language;
    settings.watch((changed) => {
      if (changed.language === language) return;
      language = changed.language;
      this.#rebuild();
    });
  }

  /** Shows a scene, or with null hides the talk. */
  show(show: Show | null): void {
    for (const unhook of this.#unhook) unhook();
    this.#unhook = [];
    this.#show = show;
    this.#ears = new Ears();
    this.#players = -1;
    this.#talk.hidden = show === null;
    this.#marks.root.hidden = show === null;
    document.body.classList.toggle("playing", show !== null);
    this.#hands.show(show?.client ?? null);
    this.#menu.meet(show?.client ?? null);
    this.#desk.forget();
    this.#log.forget();
    if (show === null) return;
    const { client } = show;
    this.#desk.restart(client.story, now());
    this.#rebuild();
    this.#unhook = [
      client.on("snapshot", () => {
        this.#desk.restart(client.story, now());
        this.#rebuild();
      }),
      client.on("event", (event) => this.#hear(event)),
      client.on("state", () => this.#count()),
    ];
    this.#stage.focus();
  }

  /** Brings everything up to what is shown; called with every frame. */
  refresh(): void {
    if (this.#show === null) return;
    const { client, pace, sprites, figure } = this.#show;
    const words = this.#words;
    const { language, sound } = this.#settings.now;
    write(this.#title, client.scene.title === "" ? words.house : client.scene.title);
    this.#log.refresh(client, pace, sprites, words);
    this.#company.refresh(client, sprites, this.#composer.now, words);
    this.#composer.refresh(client, words);
    const ended = client.story?.ending != null;
    this.#marks.refresh(
      { connection: ended ? "online" : client.connection, waiting: client.you === "", sound },
      { ...client.scene, topic: client.story === null ? client.scene.topic : "" },
      words,
      now(),
    );
    this.#hands.refresh(sprites);
    this.#desk.refresh(client, sprites, figure, language, words, now());
  }

  get address(): Address {
    return this.#composer.now;
  }

  turnTo(to: ParticipantId | null): void {
    this.#composer.address({ to, whisper: this.#composer.now.whisper });
  }

  /** Someone or something on the map was clicked. Returns false when nothing can be done with it. */
  pick(subject: Pick<Subject, "kind" | "id">, place: MenuPlace): boolean {
    if (subject.kind === "person") this.turnTo(subject.id);
    return this.#hands.pick(subject, place);
  }

  /** Something was refused, and not in the talk; `own` has words that fit better there than those for talk. */
  refuse(answer: Answer, own: Partial<Words["refusals"]> = {}): void {
    if (answer.ok) return;
    this.#marks.toast(own[answer.refusal] ?? this.#refusalOf(answer), now());
    this.#sound("refused");
  }

  get #words(): Words {
    return wordsOf(this.#settings.now.language);
  }

  #hear(event: SceneEvent): void {
    const { client } = this.#show ?? {};
    if (!client) return;
    const { language } = this.#settings.now;
    const cue = this.#ears.hear(event, client.you);
    if (cue !== null) this.#sound(cue);
    this.#desk.hear(event, client, language, this.#words, now());
    if (event.type === "notice") this.#marks.toast(this.#words.notices[event.code], now());
    if (event.type === "verb-done") {
      this.#note({ kind: "deed", deed: event });
      if (event.outcome === "refused" && event.actor === client.you && event.refusal !== null) {
        const { deeds, refusals } = this.#words;
        this.#marks.toast(deeds.refusals[event.refusal] ?? refusals[event.refusal], now());
      }
    }
    if (event.type === "line" && event.kind === "environment") {
      const text = event.segments.map((segment) => segment.text).join(" ");
      if (text.length > SHORT) this.#marks.caption(text, now());
    }
    if (event.type === "turn-end") {
      const entry = client.transcript.entries.findLast(({ turnId }) => turnId === event.turnId);
      const silent = entry?.segments.every((segment) => segment === null) ?? false;
      if (entry?.instead !== undefined && silent) this.#tools.failed(entry.instead);
    }
  }

  /** Somebody came in or went: the door. */
  #count(): void {
    const { client } = this.#show ?? {};
    if (!client) return;
    let players = 0;
    for (const { kind } of client.cast.values()) if (kind === "player") players += 1;
    if (this.#players >= 0 && players !== this.#players) this.#sound("door");
    this.#players = players;
  }

  #sound(cue: CueName): void {
    this.#doors.sound(cue);
    if (this.#settings.now.captions) this.#marks.named(cue, this.#words.sound.cues[cue], now());
  }

  #note(note: Parameters<TalkLog["note"]>[0]): void {
    if (this.#show === null) return;
    this.#log.note(note, this.#show.client, this.#settings.now.language, this.#words);
  }

  #toggleJournal(): void {
    if (this.#show === null) return;
    const { story } = this.#show.client;
    this.#desk.journal.toggle(story, this.#settings.now.language, this.#words);
  }

  #rebuild(): void {
    if (this.#show === null) return;
    const { client, pace, sprites } = this.#show;
    const words = this.#words;
    this.#talk.setAttribute("aria-label", words.talk.title);
    this.#stage.setAttribute("aria-label", words.stage.label);
    this.#log.rebuild(client, pace, sprites, this.#settings.now.language, words);
  }

  /** Keys that open something, while nothing on the page wants them as letters. */
  #key(event: KeyboardEvent): void {
    const free = event.target === this.#stage || event.target === document.body;
    if (!free || this.#show === null || event.ctrlKey || event.metaKey || event.altKey) return;
    const key = event.key.toLowerCase();
    if (key === "enter") this.#composer.focus();
    else if (key === "j") this.#toggleJournal();
    else if (key === "e") this.#hands.menu.openAround();
    else if (key === "m") this.#settings.change({ sound: !this.#settings.now.sound });
    else return;
    event.preventDefault();
  }

  async #say(text: string, { to, whisper }: Address, interrupt: boolean): Promise<Answer> {
    const answer = await this.#ask((client) => client.say(text, to, whisper, interrupt));
    this.#composer.refuse(answer.ok ? "" : this.#refusalOf(answer));
    return answer;
  }

  async #ask(request: (client: SceneClient) => Promise<Answer>): Promise<Answer> {
    const { client } = this.#show ?? {};
    return client ? request(client) : { ok: false, refusal: "not-connected" };
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
