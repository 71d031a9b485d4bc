import { createServer, connect, type Socket, type AddressInfo } from "node:net";

/** A wire tap on loopback: passes every byte on, and keeps what the server sent. */
export interface RecordingProxy {
  readonly url: string;
  /** All bytes from the server to any client so far, one string per connection (latin1: one char a byte). */
  readonly sent: () => string[];
  close(): Promise<void>;
}

export async function recordingProxy(target: string): Promise<RecordingProxy> {
  const { hostname, port } = new URL(target);
  const streams: Buffer[][] = [];
  const open = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    const kept: Buffer[] = [];
    streams.push(kept);
    for (const socket of [client, upstream]) {
      open.add(socket);
      socket.on("close", () => open.delete(socket));
      socket.on("error", () => socket.destroy());
    }
    upstream.on("data", (bytes) => kept.push(bytes));
    client.pipe(upstream);
    upstream.pipe(client);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sent: () => streams.map((kept) => Buffer.concat(kept).toString("latin1")),
    close() {
      for (const socket of open) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
