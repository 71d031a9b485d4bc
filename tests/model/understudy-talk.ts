import { perform } from "../../server/model/understudy/performance.ts";
import type { Message } from "../../server/model/understudy/chatml.ts";
import { readTurn, type Spoken } from "./understudy-sheets.ts";

/** A talk with the understudy, line by line, remembered as the server remembers it: system thinking is gone. */
export class Talk {
  readonly messages: Message[] = [];
  readonly turns: Spoken[] = [];
  private readonly system: string;
  private readonly name: string;
  private readonly seed: number;

  constructor(system: string, name: string, seed = 1) {
    this.system = system;
    this.name = name;
    this.seed = seed;
  }

  /** Says a line, by Ayla unless it begins with another's `Name: `, and returns the answer. */
  say(line: string): Spoken {
    const named = /^[^:：?!.]{1,20}: /.test(line) ? line : `Ayla: ${line}`;
    const start = this.messages.length === 0 ? "===Conversation Start===\n\n" : "";
    this.messages.push({ role: "user", content: start + named });
    const { text } = perform(
      { system: this.system, messages: this.messages, prefill: "" },
      { seed: this.seed, think: 60 },
    );
    const turn = readTurn(text, this.name);
    this.turns.push(turn);
    this.messages.push({
      role: "assistant",
      content: text.replace(/<system_thinking>[\s\S]*?<\/system_thinking>/, ""),
    });
    return turn;
  }

  /** Says several lines and returns the last answer. */
  after(...lines: string[]): Spoken {
    let last: Spoken | undefined;
    for (const line of lines) last = this.say(line);
    if (!last) throw new Error("after() needs a line");
    return last;
  }
}
