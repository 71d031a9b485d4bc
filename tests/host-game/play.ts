import type { BrowserContextOptions } from "playwright-core";
import type { Line } from "../e2e/line.ts";
import type { Visitor } from "./visitor.ts";

/** What a check may use: visitors of one running meadow, each in a fresh browser context, closed with the check. */
export interface Play {
  readonly url: string;
  come(options?: BrowserContextOptions, at?: string): Promise<Visitor>;
  /** Another way to the server, that can be cut. */
  line(): Promise<Line>;
  /** What its server has said in its terminal. */
  said(): string;
  /** Keeps a picture when a folder was named. */
  picture(visitor: Pick<Visitor, "page">, title: string): Promise<void>;
}

/** One thing that must be true; throws when it is not. Its name begins with the rule it proves. */
export interface PlayCheck {
  readonly name: string;
  readonly run: (play: Play) => Promise<void>;
}
