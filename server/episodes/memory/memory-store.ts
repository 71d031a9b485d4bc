import { Worker } from "node:worker_threads";
import type { Remembrance } from "../../roleplay/memory/memory.ts";
import type { MemoryStore } from "../../stage/memory.ts";
import { openMemoryReader, type MemoryReader, type MemoryRow } from "./memory-table.ts";
import type { MemoryReply, MemoryRequest } from "./memory-writer.ts";

export interface MemoryFileOptions {
  /** Path of the SQLite file; it and its folder are made when they are not there. */
  readonly file: string;
  /** The memory cannot be kept any more, by a closed code; called once. The game goes on without it. */
  readonly trouble?: (code: string) => void;
  /** Between two writings, in ms. */
  readonly everyMs?: number;
  /** Remembrances that are held in memory beside those that wait for the disk. */
  readonly held?: number;
}

/** A memory on this machine's disk, shared by all rooms of a process. */
export interface MemoryFile extends MemoryStore {
  /** Resolves when what was saved before is on disk, or cannot be. */
  flush(): Promise<void>;
  close(): Promise<void>;
  /** Why nothing is kept any more; null while it is well. */
  readonly failure: string | null;
}

interface Held {
  remembrance: Remembrance;
  /** The row's version on disk; 0 where there is none. */
  version: number;
  lasting: boolean;
  dirty: boolean;
  /** It is with the writer, whose answer decides on its version. */
  writing: boolean;
}

/** How long closing waits for the disk, in ms. */
const CLOSE_WITHIN = 5_000;

/** Opens the memory; what is wrong with the file is told by `trouble`, and the memory then lasts as long as the process. */
export async function openMemoryFile(options: MemoryFileOptions): Promise<MemoryFile> {
  const { file, trouble = () => {}, everyMs = 1_000, held: most = 2_000 } = options;
  const held = new Map<string, Held>();
  const batches = new Map<number, readonly Held[]>();
  const waiting: (() => void)[] = [];
  let reader: MemoryReader | null = null;
  let failure: string | null = null;
  let batch = 0;
  let timer: NodeJS.Timeout | null = null;
  let exited = false;
  let closing: Promise<void> | null = null;

  const writer = new Worker(new URL("./memory-writer.ts", import.meta.url), {
    workerData: file,
    name: "memory",
  });
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
  const ask = (request: MemoryRequest): void => writer.postMessage(request);
  const keyOf = (persona: string, subject: string): string => JSON.stringify([persona, subject]);

  function fail(code: string): void {
    if (failure !== null) return;
    failure = code;
    batches.clear();
    settle();
    trouble(code);
  }

  function settle(): void {
    if (batches.size > 0) return;
    writer.unref();
    for (const resolve of waiting.splice(0)) resolve();
  }

  function write(): void {
    timer = null;
    if (failure !== null) return settle();
    const due = [...held.values()].filter((one) => one.dirty && one.lasting && !one.writing);
    if (due.length === 0) return settle();
    batch += 1;
    batches.set(batch, due);
    const rows = due.map(({ remembrance, version }): MemoryRow => {
      const { persona, subject, name, lastMet } = remembrance;
      return { persona, subject, name, version, lastMet, body: JSON.stringify(remembrance) };
    });
    for (const one of due) Object.assign(one, { dirty: false, writing: true });
    // What is on its way to the disk keeps the program; an idle memory does not.
    writer.ref();
    ask({ type: "write", batch, rows });
  }

  function soon(): void {
    if (failure === null && timer === null) timer = setTimeout(write, everyMs).unref();
  }

  function written(id: number, refused: readonly { persona: string; subject: string }[]): void {
    const changed = new Set(refused.map(({ persona, subject }) => keyOf(persona, subject)));
    for (const one of batches.get(id) ?? []) {
      const key = keyOf(one.remembrance.persona, one.remembrance.subject);
      one.writing = false;
      // Somebody edited or erased it on disk: their word counts, and what was not yet written is given up.
      if (changed.has(key)) held.delete(key);
      else one.version += 1;
      if (one.dirty) soon();
    }
    batches.delete(id);
    settle();
  }

  const opened = await new Promise<boolean>((resolve) => {
    const over = (): void => {
      fail("crashed");
      resolve(false);
    };
    writer.on("error", over);
    writer.on("exit", () => {
      exited = true;
      over();
    });
    writer.on("message", (reply: MemoryReply) => {
      switch (reply.type) {
        case "opened":
          writer.unref();
          resolve(true);
          break;
        case "written":
          written(reply.batch, reply.refused);
          break;
        case "failed":
          // A file that is held or a disk that is full may be well again; anything else is not.
          if (reply.code === "busy" || reply.code === "full") again(reply.batch);
          else fail(reply.code);
          resolve(false);
          break;
        case "closed":
          break;
      }
    });
  });
  function again(id: number): void {
    for (const one of batches.get(id) ?? []) Object.assign(one, { dirty: true, writing: false });
    batches.delete(id);
    soon();
    settle();
  }
  try {
    if (opened) reader = openMemoryReader(file);
  } catch {
    fail("disk");
  }

  function find(persona: string, subject: string): Held | null {
    const key = keyOf(persona, subject);
    const known = held.get(key);
    try {
      // What somebody edited or erased on disk in the meantime counts, unless newer words wait to be written.
      const settled = known !== undefined && known.lasting && !known.dirty && !known.writing;
      if (known !== undefined && (!settled || reader === null)) return known;
      if (known !== undefined && reader?.version({ persona, subject }) === known.version)
        return known;
      held.delete(key);
      const row = reader?.one({ persona, subject }) ?? null;
      if (row === null) return null;
      const { remembrance, version } = row;
      const one = { remembrance, version, lasting: true, dirty: false, writing: false };
      held.set(key, one);
      return one;
    } catch {
      fail("disk");
      return null;
    }
  }

  async function flush(): Promise<void> {
    const isOpen = (one: Held): boolean => one.lasting && (one.dirty || one.writing);
    const unwritten = (): boolean => failure === null && [...held.values()].some(isOpen);
    while (unwritten()) {
      const done = new Promise<void>((resolve) => waiting.push(resolve));
      write();
      await done;
    }
  }

  function makeRoom(): void {
    if (held.size <= most) return;
    for (const [key, one] of held) {
      if (one.dirty && one.lasting && failure === null) continue;
      if (!one.writing) held.delete(key);
      if (held.size <= most) return;
    }
  }

  return {
    get failure() {
      return failure;
    },
    load: (persona, subject) => find(persona, subject)?.remembrance ?? null,
    names(persona) {
      const here = [...held.values()].filter(({ remembrance }) => remembrance.persona === persona);
      const names = new Map<string, string>();
      try {
        for (const { subject, name } of reader?.names(persona) ?? []) names.set(subject, name);
      } catch {
        fail("disk");
      }
      for (const { remembrance } of here) names.set(remembrance.subject, remembrance.name);
      return [...names].map(([subject, name]) => ({ subject, name }));
    },
    save(remembrance, lasting) {
      const { persona, subject } = remembrance;
      const known = find(persona, subject);
      const one = known ?? { remembrance, version: 0, lasting, dirty: true, writing: false };
      Object.assign(one, { remembrance, dirty: true, lasting: one.lasting || lasting });
      // The one that was used last stands last, so that the oldest leaves first.
      held.delete(keyOf(persona, subject));
      held.set(keyOf(persona, subject), one);
      makeRoom();
      if (one.lasting) soon();
    },
    flush,
    close: () => (closing ??= close()),
  };

  async function close(): Promise<void> {
    if (timer !== null) clearTimeout(timer);
    await Promise.race([flush(), after(CLOSE_WITHIN)]);
    const well = failure === null;
    failure ??= "closed";
    if (well) {
      writer.ref();
      ask({ type: "close" });
    } else if (!exited) void writer.terminate();
    if (!exited) {
      const over = new Promise<void>((resolve) => writer.once("exit", () => resolve()));
      await Promise.race([over, after(CLOSE_WITHIN)]);
    }
    reader?.close();
    reader = null;
  }
}

function after(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}
