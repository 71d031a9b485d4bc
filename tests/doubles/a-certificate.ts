import { generateKeyPairSync, sign, type KeyObject } from "node:crypto";

/** Certificates for servers on loopback, written out in DER at test time, so that no key is kept in the repository. */
export interface Certificate {
  readonly name: string;
  readonly cert: string;
  readonly key: string;
  readonly privateKey: KeyObject;
}

export interface CertificateWishes {
  /** The host it is for. */
  readonly host: string;
  /** Who signs; itself if absent. */
  readonly by?: Certificate;
  readonly until?: Date;
}

const ECDSA_SHA256 = sequence(oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02));
const LONG_AGO = new Date("2001-01-01T00:00:00Z");

/** Makes a certificate; one that signs itself may sign others. */
export function certificate({ host, by, until }: CertificateWishes): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const spki = publicKey.export({ type: "spki", format: "der" });
  const extensions = [
    // Names for which it is good, and whether it may sign.
    extension([0x55, 0x1d, 0x11], sequence(tlv(0x82, Buffer.from(host)))),
    ...(by === undefined
      ? [extension([0x55, 0x1d, 0x13], sequence(tlv(0x01, Buffer.of(0xff))))]
      : []),
  ];
  const body = sequence(
    tlv(0xa0, tlv(0x02, Buffer.of(2))),
    tlv(0x02, Buffer.of(1, Math.floor(Math.random() * 256))),
    ECDSA_SHA256,
    named(by?.name ?? host),
    sequence(time(LONG_AGO), time(until ?? new Date("2049-01-01T00:00:00Z"))),
    named(host),
    spki,
    tlv(0xa3, sequence(...extensions)),
  );
  const signature = sign("sha256", body, by?.privateKey ?? privateKey);
  const der = sequence(body, ECDSA_SHA256, tlv(0x03, Buffer.concat([Buffer.of(0), signature])));
  return {
    name: host,
    cert: pem("CERTIFICATE", der),
    key: String(privateKey.export({ type: "pkcs8", format: "pem" })),
    privateKey,
  };
}

function tlv(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const size =
    length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.of(tag, ...size), content]);
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return tlv(0x30, Buffer.concat(parts));
}

function oid(...bytes: readonly number[]): Buffer {
  return tlv(0x06, Buffer.of(...bytes));
}

function named(name: string): Buffer {
  return sequence(tlv(0x31, sequence(oid(0x55, 0x04, 0x03), tlv(0x0c, Buffer.from(name)))));
}

function time(date: Date): Buffer {
  const digits = date.toISOString().replace(/\D/g, "").slice(2, 14);
  return tlv(0x17, Buffer.from(`${digits}Z`));
}

function extension(id: readonly number[], value: Buffer): Buffer {
  return sequence(oid(...id), tlv(0x04, value));
}

function pem(label: string, der: Buffer): string {
  const lines = der.toString("base64").match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join("\n")}\n-----END ${label}-----\n`;
}
