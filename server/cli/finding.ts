/** One thing that is so, and what to do about it. `fault`: HER cannot be played well. `note`: good to know. */
export interface Finding {
  readonly hop: string;
  readonly state: "ok" | "note" | "fault";
  readonly say: string;
  readonly next: string;
}

/** What is as it should be. */
export function ok(hop: string, say: string): Finding {
  return { hop, state: "ok", say, next: "" };
}
/** What is good to know, with what follows from it. */
export function note(hop: string, say: string, next: string): Finding {
  return { hop, state: "note", say, next };
}
/** What must be mended, with what to do. */
export function fault(hop: string, say: string, next: string): Finding {
  return { hop, state: "fault", say, next };
}
