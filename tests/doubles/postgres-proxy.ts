import { connect, createServer, type Socket } from "node:net";
import { onTestFinished } from "vitest";
import { POSTGRES } from "./postgres.ts";

/**
 * What the way to the server does with a commit: lets it pass, or breaks before it arrives, before it is answered, or
 * right behind it, while the server works on it.
 */
export type CommitFault = "none" | "not-sent" | "not-answered" | "under-way";

/** A way to the PostgreSQL of the tests that can be cut, closed and opened again. */
export interface PostgresProxy {
  /** The URL of a log, by this way; its sessions carry the schema's name. */
  through(url: string): string;
  /** What happens to the next commit; afterwards commits pass again. */
  failNextCommit(fault: CommitFault): void;
  /** Commits that were broken so far. */
  readonly broken: number;
  /** Cuts what is open and refuses whoever comes, as a server that is not there. */
  close(): Promise<void>;
  /** Lets everyone in again. */
  open(): Promise<void>;
}

/** Starts one on a free port of this machine, for the length of a test. */
export async function startPostgresProxy(): Promise<PostgresProxy> {
  const target = new URL(POSTGRES ?? "");
  const folder = target.searchParams.get("host");
  const sockets = new Set<Socket>();
  let fault: CommitFault = "none";
  let broken = 0;
  let port = 0;

  function toServer(): Socket {
    const number = Number(target.port || 5432);
    return folder === null
      ? connect(number, target.hostname)
      : connect(`${folder}/.s.PGSQL.${number}`);
  }

  function pass(client: Socket): void {
    const server = toServer();
    let silent = false;
    /** The client is gone, and what it sent is still on its way. */
    let leaving = false;
    const cut = (): void => {
      client.destroy();
      server.destroy();
    };
    for (const socket of [client, server]) {
      sockets.add(socket);
      socket.on("error", cut);
      socket.on("close", () => {
        sockets.delete(socket);
        if (!leaving) cut();
      });
    }
    client.on("data", (bytes) => {
      if (fault !== "none" && bytes.includes("commit\0")) {
        const now = fault;
        fault = "none";
        broken += 1;
        if (now === "not-sent") return cut();
        if (now === "under-way") {
          leaving = true;
          server.end(bytes);
          client.destroy();
          return;
        }
        silent = true;
      }
      server.write(bytes);
    });
    server.on("data", (bytes) => {
      // What it answers to a commit is: it is done.
      if (silent) cut();
      else if (!leaving) client.write(bytes);
    });
  }

  let server = createServer(pass);
  const listen = (): Promise<void> =>
    new Promise((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, "127.0.0.1", () => {
        const address = server.address();
        if (address !== null && typeof address === "object") port = address.port;
        resolve();
      });
    });
  async function close(): Promise<void> {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of sockets) socket.destroy();
    await closed;
  }
  await listen();
  onTestFinished(close);
  return {
    through(url) {
      const by = new URL(url);
      const user = by.username || by.searchParams.get("user") || "root";
      const schema = by.searchParams.get("schema") ?? "";
      return `postgres://${user}@127.0.0.1:${port}${by.pathname}?schema=${schema}&application_name=${schema}`;
    },
    failNextCommit(next) {
      fault = next;
    },
    get broken() {
      return broken;
    },
    close,
    async open() {
      server = createServer(pass);
      await listen();
    },
  };
}
