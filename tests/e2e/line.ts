import { connect, createServer, type AddressInfo, type Socket } from "node:net";

/** A line between one browser and the server that can be cut, as a wire can. */
export interface Line {
  readonly url: string;
  /** Breaks every connection without a word, and lets none through until `mend`. */
  cut(): void;
  mend(): void;
  close(): void;
}

/** Opens a line on a free loopback port to a server. `tap` is asked for each connection who shall see the server's bytes. */
export async function openLine(target: string, tap?: () => (bytes: Buffer) => void): Promise<Line> {
  const { hostname, port } = new URL(target);
  const open = new Set<Socket>();
  let whole = true;
  const server = createServer((near) => {
    if (!whole) return near.destroy();
    const far = connect(Number(port), hostname);
    for (const socket of [near, far]) {
      open.add(socket);
      socket.on("error", () => undefined);
      socket.on("close", () => {
        open.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    if (tap !== undefined) far.on("data", tap());
    near.pipe(far);
    far.pipe(near);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const cut = () => {
    whole = false;
    for (const socket of open) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut,
    mend: () => {
      whole = true;
    },
    close: () => {
      cut();
      server.close();
    },
  };
}
