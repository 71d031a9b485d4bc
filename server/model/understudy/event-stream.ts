import type { ServerResponse } from "node:http";

/** Server-sent events to one client, with back-pressure, and the odd ways of writing them that clients must bear. */
export class EventStream {
  private readonly response: ServerResponse;
  private readonly signal: AbortSignal;
  private readonly eol: string;
  private readonly split: boolean;
  private begun = false;
  private readonly bom: boolean;

  constructor(
    response: ServerResponse,
    signal: AbortSignal,
    style: { readonly crlf?: boolean; readonly split?: boolean; readonly bom?: boolean } = {},
  ) {
    this.response = response;
    this.signal = signal;
    this.eol = style.crlf === true ? "\r\n" : "\n";
    this.split = style.split ?? false;
    this.bom = style.bom ?? false;
  }

  /** Sends one event; false when the client has gone. */
  async event(data: unknown): Promise<boolean> {
    const text = typeof data === "string" ? data : JSON.stringify(data);
    // JSON may be broken over several data lines between its tokens; a client joins them by line breaks.
    const lines =
      this.eol === "\r\n" && typeof data !== "string"
        ? text.replace(/,"choices":/, '\n,"choices":').split("\n")
        : [text];
    return this.raw(lines.map((line) => `data: ${line}${this.eol}`).join("") + this.eol);
  }

  comment(text: string): Promise<boolean> {
    return this.raw(`: ${text}${this.eol}${this.eol}`);
  }

  /** Sends bytes as they are; false when the client has gone. */
  async raw(text: string): Promise<boolean> {
    if (!this.alive()) return false;
    const bytes = Buffer.from(this.bom && !this.begun ? `\uFEFF${text}` : text, "utf8");
    this.begun = true;
    if (!this.split) return this.put(bytes);
    for (let at = 0; at < bytes.length;) {
      // A piece ends right after the first byte of a wide character where there is one.
      const wide = bytes.findIndex((byte, i) => i >= at && byte >= 0xc0);
      const end = wide < 0 ? bytes.length : wide + 1;
      if (!(await this.put(bytes.subarray(at, end)))) return false;
      await new Promise((resolve) => setTimeout(resolve, 1));
      at = end;
    }
    return true;
  }

  alive(): boolean {
    return !this.signal.aborted && !this.response.destroyed && !this.response.writableEnded;
  }

  private async put(bytes: Uint8Array): Promise<boolean> {
    if (!this.alive()) return false;
    if (!this.response.write(bytes)) {
      await new Promise<void>((resolve) => {
        const done = (): void => {
          this.response.off("drain", done);
          this.response.off("close", done);
          resolve();
        };
        this.response.on("drain", done);
        this.response.on("close", done);
      });
    }
    return this.alive();
  }
}
