import { connect } from "node:tls";

const HANDSHAKE = 3_000;

/** Whether a TLS server answers at this address. No certificate is judged and nothing is sent but the greeting. */
export function speaksTls(address: string): Promise<boolean> {
  const { hostname, port, protocol } = new URL(address);
  const host = hostname.replace(/^\[|\]$/g, "");
  return new Promise((resolve) => {
    const socket = connect({
      host,
      port: port === "" ? (protocol === "https:" ? 443 : 80) : Number(port),
      rejectUnauthorized: false,
      timeout: HANDSHAKE,
      ...(/[a-z]/i.test(host) && !host.includes(":") ? { servername: host } : {}),
    });
    const done = (speaks: boolean) => {
      socket.destroy();
      resolve(speaks);
    };
    socket.once("secureConnect", () => done(true));
    socket.once("error", () => done(false));
    socket.once("timeout", () => done(false));
  });
}
