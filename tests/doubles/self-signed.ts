import { generateKeyPairSync, sign, type KeyObject } from "node:crypto";

/** A certificate that nobody signed but its own key, made anew each time: no key has to lie in the repository. */
export function selfSigned(name: string): { readonly key: string; readonly cert: string } {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const algorithm = sequence(oid("2a8648ce3d040302"));
  const subject = sequence(set(sequence(oid("550403"), tagged(0x0c, Buffer.from(name)))));
  const body = sequence(
    tagged(0x02, Buffer.from([1])),
    algorithm,
    subject,
    sequence(utcTime("250101000000Z"), utcTime("491231235959Z")),
    subject,
    spki(publicKey),
  );
  const signature = sign("sha256", body, privateKey);
  const certificate = sequence(body, algorithm, tagged(0x03, Buffer.concat([ZERO, signature])));
  return {
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${certificate.toString("base64").replace(/.{64}/gu, "$&\n")}\n-----END CERTIFICATE-----\n`,
  };
}

const ZERO = Buffer.from([0]);

function tagged(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const size =
    length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}
function sequence(...parts: Buffer[]): Buffer {
  return tagged(0x30, Buffer.concat(parts));
}
function set(...parts: Buffer[]): Buffer {
  return tagged(0x31, Buffer.concat(parts));
}
function oid(hex: string): Buffer {
  return tagged(0x06, Buffer.from(hex, "hex"));
}
function utcTime(time: string): Buffer {
  return tagged(0x17, Buffer.from(time));
}
function spki(key: KeyObject): Buffer {
  return key.export({ type: "spki", format: "der" });
}
