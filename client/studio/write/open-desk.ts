import { FormApi } from "@tanstack/form-core";
import type {
  DraftConflict,
  OpenSheet,
  OtherText,
  Released,
  SavedDraft,
  SeenVersions,
  SheetReading,
} from "../../../shared/studio/writing.ts";
import type { StudioProblem } from "../../../shared/studio/api.ts";
import { ask } from "../api.ts";
import { language } from "../language.ts";
import { createEditHistory } from "./edit-history.ts";
import type { Keeping, SheetDesk, SheetValue } from "./sheet-desk.ts";

/** How long nobody types before what was typed is kept, in ms. */
const STILL = 600;

function createForm(value: SheetValue) {
  return new FormApi({ defaultValues: value });
}

/** A desk that asks the server, and tells when it looks otherwise. `address` is the sheet's. */
export class OpenDesk implements SheetDesk {
  open: OpenSheet | null = null;
  value: SheetValue | null = null;
  yaml = "";
  reading: SheetReading | null = null;
  keeping: Keeping = "clean";
  conflict: OtherText | null = null;
  problem: StudioProblem | null = null;
  said = "";
  readonly #address: string;
  readonly #redraw: () => void;
  #form: ReturnType<typeof createForm> | null = null;
  #history = createEditHistory<SheetValue>({});
  #seen: SeenVersions = { file: null, draft: null };
  #typed: "form" | "yaml" = "form";
  #soon: ReturnType<typeof setTimeout> | null = null;
  #sending: Promise<void> | null = null;
  #left = false;

  constructor(address: string, redraw: () => void) {
    this.#address = address;
    this.#redraw = redraw;
  }

  get canUndo(): boolean {
    return this.#history.canUndo;
  }

  get canRedo(): boolean {
    return this.#history.canRedo;
  }

  async load(): Promise<boolean> {
    const answer = await ask<OpenSheet>(`${this.#address}?language=${language()}`);
    // What was typed while this was asked goes first; if both changed, keeping it will say so.
    if (this.#left || (this.open !== null && this.#isWriting())) return false;
    if (!answer.ok) {
      this.problem = answer.problem;
      this.#redraw();
      return false;
    }
    const { value: open } = answer;
    this.open = open;
    this.problem = null;
    this.conflict = null;
    this.#seen = { file: open.fileVersion, draft: open.draftVersion };
    this.keeping = open.draftVersion === null ? "clean" : "saved";
    this.#take(open.reading, true);
    this.#history = createEditHistory(this.value ?? {});
    if (open.parted && open.file !== null)
      this.conflict = { yaml: open.file, seen: this.#seen, by: null };
    this.#redraw();
    return true;
  }

  leave(): void {
    if (this.#soon !== null) void this.#keep();
    this.#left = true;
  }

  say(text: string): void {
    this.said = text;
    this.#redraw();
  }

  setField(key: string, value: unknown): void {
    const form = this.#form;
    if (form === null) return;
    form.setFieldValue(key, value as never);
    const next = { ...form.state.values };
    if (value === undefined) delete next[key];
    this.#changed(next, key);
  }

  setValue(value: SheetValue, where: string): void {
    this.#form?.reset(value);
    this.#changed(value, where);
  }

  setYaml(yaml: string): void {
    this.yaml = yaml;
    this.#typed = "yaml";
    this.#later();
  }

  undo(): void {
    const before = this.#history.undo();
    if (before !== null) this.#restore(before);
  }

  redo(): void {
    const after = this.#history.redo();
    if (after !== null) this.#restore(after);
  }

  keepMine(): void {
    if (this.conflict === null) return;
    this.#seen = this.conflict.seen;
    this.conflict = null;
    this.#later();
    void this.#keep();
  }

  takeTheirs(): void {
    if (this.conflict === null) return;
    const { yaml, seen } = this.conflict;
    this.#seen = seen;
    this.conflict = null;
    this.yaml = yaml;
    this.#typed = "yaml";
    this.#later();
    void this.#keep();
  }

  async discard(): Promise<void> {
    if (this.#soon !== null) clearTimeout(this.#soon);
    this.#soon = null;
    await this.#sending;
    await ask(`${this.#address}/draft`, { method: "DELETE" });
    this.keeping = "clean";
    await this.load();
  }

  async release(yaml?: string): Promise<Released | null> {
    await this.settle();
    const body = { yaml: yaml ?? this.yaml, from: this.#seen };
    const answer = await ask<Released>(`${this.#address}/release?language=${language()}`, {
      method: "POST",
      body,
    });
    if (!answer.ok) {
      this.problem = answer.problem;
      this.#redraw();
      return null;
    }
    if (answer.value.theirs !== null) this.conflict = answer.value.theirs;
    if (answer.value.ok) await this.load();
    else this.#redraw();
    return answer.value;
  }

  reload(): Promise<boolean> {
    return this.#isWriting() ? Promise.resolve(false) : this.load();
  }

  async settle(): Promise<void> {
    if (this.#soon !== null) await this.#keep();
    await this.#sending;
  }

  #isWriting(): boolean {
    return this.#soon !== null || this.#sending !== null || this.keeping === "unsaved";
  }

  #changed(value: SheetValue, where: string): void {
    this.value = value;
    this.#typed = "form";
    this.#history.push(value, where);
    this.#later();
  }

  #restore(value: SheetValue): void {
    this.#form?.reset(value);
    this.value = value;
    this.#typed = "form";
    this.#later();
  }

  #later(): void {
    if (this.open?.readOnly !== true) this.keeping = "unsaved";
    if (this.#soon !== null) clearTimeout(this.#soon);
    this.#soon = setTimeout(() => void this.#keep(), STILL);
    this.#redraw();
  }

  async #keep(): Promise<void> {
    if (this.#soon !== null) clearTimeout(this.#soon);
    this.#soon = null;
    await this.#sending;
    if (this.conflict !== null) return;
    const sending = this.#send();
    this.#sending = sending;
    await sending;
    if (this.#sending === sending) this.#sending = null;
  }

  async #send(): Promise<void> {
    const typed = this.#typed;
    const { value, yaml } = this;
    if (this.open?.readOnly !== true) this.keeping = "saving";
    this.#redraw();
    const body = {
      from: this.#seen,
      yaml: typed === "form" ? (this.reading?.yaml ?? yaml) : yaml,
      ...(typed === "form" && value !== null ? { value } : {}),
    };
    const answer = await ask<SavedDraft | DraftConflict>(
      `${this.#address}/draft?language=${language()}`,
      { method: "PUT", body },
    );
    if (!answer.ok) {
      this.problem = answer.problem;
      this.keeping = "lost";
    } else if ("conflict" in answer.value) {
      this.conflict = answer.value.conflict;
      this.keeping = "unsaved";
    } else {
      const { reading, kept, problem } = answer.value;
      this.problem = problem === undefined ? null : { code: "failed", message: problem };
      this.keeping = kept ? (this.#soon === null ? "saved" : "unsaved") : "lost";
      if (kept) this.#seen = { file: this.#seen.file, draft: reading.version };
      this.#take(reading, typed === "yaml", typed);
    }
    if (!this.#left) this.#redraw();
  }

  /** What the server read. Text that was typed on since stays as it was typed. */
  #take(reading: SheetReading, values: boolean, typed: "form" | "yaml" = "yaml"): void {
    this.reading = reading;
    const typedOn = this.#soon !== null;
    if (!typedOn || typed !== this.#typed || this.#typed === "form") {
      if (!(typedOn && this.#typed === "yaml")) this.yaml = reading.yaml;
    }
    if (!values || typedOn) return;
    const read = reading.value;
    this.value = typeof read === "object" && read !== null ? (read as SheetValue) : null;
    if (this.value === null) return;
    if (this.#form === null) {
      this.#form = createForm(this.value);
      this.#form.mount();
    } else this.#form.reset(this.value);
    this.#history.push(this.value, "yaml");
  }
}
