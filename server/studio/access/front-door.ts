import type { IncomingMessage } from "node:http";
import type { StudioProblem } from "../../../shared/studio/api.ts";
import { isFromHere, isLoopbackName } from "../../rooms/from-here.ts";
import { originAllowed } from "../../rooms/origins.ts";
import type { Clock } from "../../stage/ports.ts";
import { createAllowance } from "./allowance.ts";

/** What is looked at before it is asked who comes: from where, from which page, and how often. */
export interface FrontDoor {
  /** False for a request that finds nothing here, not even the page. */
  isOpenTo(request: IncomingMessage): boolean;
  /** Why this request is not listened to, by the page that sent it; null for one that may go on. */
  refuses(request: IncomingMessage): StudioProblem | null;
  /** A key that did not open. Gives the seconds to wait where there were too many, and counts it otherwise. */
  readonly tries: {
    wait(request: IncomingMessage): number;
    failed(request: IncomingMessage): void;
  };
  /** Takes one request from what a visit has; gives the seconds to wait where it has none left. */
  request(visit: string): number;
}

export interface FrontDoorOptions {
  /** `link`: to this machine alone, by the link in its terminal. `keys`: to whoever has a key, from anywhere. */
  readonly open: "link" | "keys";
  /** Other origins under which this server is reached, where a proxy hides the name. */
  readonly origins: readonly string[];
  readonly clock: Clock;
}

/** Keys that fail, for each address. */
const TRIES = { most: 10, perSecond: 1 / 6 } as const;
/** Requests, for each visit: many times what a person and their page can use. */
const REQUESTS = { most: 240, perSecond: 20 } as const;

/** No header ever grants anything here: each only takes away. */
export function createFrontDoor({ open, origins, clock }: FrontDoorOptions): FrontDoor {
  const tries = createAllowance(TRIES, clock);
  const requests = createAllowance(REQUESTS, clock);
  return {
    isOpenTo: (request) =>
      open === "keys" || (isFromHere(request) && isLoopbackName(request.headers.host)),
    refuses(request) {
      const { origin, host, "sec-fetch-site": site } = request.headers;
      // Browsers alone send these two, and no page can forge them.
      const known =
        open === "link"
          ? originAllowed(origin, host, []) && (site === undefined || site === "same-origin")
          : site === undefined
            ? originAllowed(origin, host, origins)
            : site === "same-origin";
      return known ? null : FOREIGN;
    },
    tries: {
      wait: (request) => tries.wait(addressOf(request)),
      failed: (request) => void tries.take(addressOf(request)),
    },
    request: (visit) => requests.take(visit),
  };
}

const FOREIGN: StudioProblem = {
  code: "not-allowed",
  message:
    "Another web page sent this, and the studio answers its own page alone. Open the studio by its own address; behind a proxy, let it pass the Host header on, or name the address in DRAMATIS_ORIGINS.",
};

/** Of an IPv6 address the part that a provider gives to one customer. */
function addressOf({ socket }: IncomingMessage): string {
  const address = socket.remoteAddress ?? "";
  return address.includes(":") && !address.includes(".")
    ? address.split(":").slice(0, 4).join(":")
    : address;
}
