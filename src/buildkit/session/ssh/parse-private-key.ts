import { createPrivateKey, type JsonWebKey, type KeyObject } from "node:crypto";
import { SshFields } from "./ssh-wire.js";

/** The key needs a passphrase that nobody can be asked for. */
export class KeyEncryptedError extends Error {
  override readonly name = "KeyEncryptedError";
}

const opensshPem = /-----BEGIN OPENSSH PRIVATE KEY-----([A-Za-z0-9+/=\s]+)-----END OPENSSH PRIVATE KEY-----/;
const opensshMagic = "openssh-key-v1\0";
/** PKCS #8 and the older header of PKCS #1 and SEC 1. */
const encryptedPem = /-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type: 4,ENCRYPTED/m;

/**
 * Parses a private key file: OpenSSH's own format, or PEM as OpenSSL writes it.
 *
 * @throws KeyEncryptedError for a key under a passphrase, Error for anything that is no private key.
 */
export function parsePrivateKey(text: string): KeyObject {
  const openssh = opensshPem.exec(text)?.[1];
  if (openssh !== undefined) return parseOpenssh(Buffer.from(openssh, "base64"));
  if (encryptedPem.test(text)) throw new KeyEncryptedError();
  return createPrivateKey(text);
}

/** The layout of https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.key. */
function parseOpenssh(file: Buffer): KeyObject {
  if (file.subarray(0, opensshMagic.length).toString("latin1") !== opensshMagic) throw new Error("bad magic");
  const header = new SshFields(file, opensshMagic.length);
  const cipher = header.text();
  header.string();
  header.string();
  const count = header.uint32();
  header.string();
  if (cipher !== "none") throw new KeyEncryptedError();
  if (count !== 1) throw new Error("more than one key");
  const fields = new SshFields(header.string());
  const check = fields.uint32();
  if (check !== fields.uint32()) throw new Error("bad check numbers");
  return createPrivateKey({ key: toJwk(fields), format: "jwk" });
}

function toJwk(fields: SshFields): JsonWebKey {
  const type = fields.text();
  switch (type) {
    case "ssh-ed25519": {
      const x = fields.string();
      const d = fields.string().subarray(0, 32);
      return { kty: "OKP", crv: "Ed25519", x: base64(x), d: base64(d) };
    }
    case "ssh-rsa":
      return rsaJwk(fields);
    case "ecdsa-sha2-nistp256":
    case "ecdsa-sha2-nistp384":
    case "ecdsa-sha2-nistp521":
      return ecJwk(fields);
    default:
      throw new Error(`unsupported key type ${type}`);
  }
}

function rsaJwk(fields: SshFields): JsonWebKey {
  const [n, e, d, qi, p, q] = Array.from({ length: 6 }, () => fields.integer());
  if (!n || !e || !d || !qi || !p || !q) throw new Error("incomplete RSA key");
  const reduced = (prime: Buffer) => base64(fromBigInt(toBigInt(d) % (toBigInt(prime) - 1n)));
  return {
    kty: "RSA",
    n: base64(n),
    e: base64(e),
    d: base64(d),
    p: base64(p),
    q: base64(q),
    dp: reduced(p),
    dq: reduced(q),
    qi: base64(qi),
  };
}

function ecJwk(fields: SshFields): JsonWebKey {
  const curve = fields.text();
  const point = fields.string();
  const size = (point.length - 1) / 2;
  if (point[0] !== 4 || !Number.isInteger(size)) throw new Error("compressed point");
  const d = fields.integer();
  return {
    kty: "EC",
    crv: curve.replace("nistp", "P-"),
    x: base64(point.subarray(1, 1 + size)),
    y: base64(point.subarray(1 + size)),
    d: base64(Buffer.concat([Buffer.alloc(Math.max(0, size - d.length)), d])),
  };
}

function base64(bytes: Buffer): string {
  return bytes.toString("base64url");
}

function toBigInt(bytes: Buffer): bigint {
  return BigInt(`0x${bytes.toString("hex")}`);
}

function fromBigInt(value: bigint): Buffer {
  const hex = value.toString(16);
  return Buffer.from(hex.padStart(hex.length + (hex.length % 2), "0"), "hex");
}
