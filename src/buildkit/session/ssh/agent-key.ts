import { createPublicKey, type KeyObject, sign } from "node:crypto";
import { integer, string } from "./ssh-wire.js";

/** Flags of a sign request by which a client chooses the hash of an RSA signature (RFC 8332). */
const rsaSha256 = 2;
const rsaSha512 = 4;

/** Hash of an ECDSA signature by curve (RFC 5656). */
const curveHashes: Readonly<Record<string, string>> = {
  "P-256": "sha256",
  "P-384": "sha384",
  "P-521": "sha512",
};

/** A private key as an SSH agent holds it. */
export interface AgentKey {
  /** The public key in SSH's format, by which clients name the key. */
  readonly blob: Buffer;
  /** The signature in SSH's format: the name of its algorithm and its bytes. */
  sign(data: Uint8Array, flags: number): Buffer;
}

/** @throws Error for a kind of key that SSH has no use for */
export function toAgentKey(key: KeyObject): AgentKey {
  const { kty, crv = "", n = "", e = "", x = "", y = "" } = createPublicKey(key).export({ format: "jwk" });
  const curveHash = curveHashes[crv];
  if (kty === "RSA") return rsaKey(key, bytes(e), bytes(n));
  if (kty === "OKP" && crv === "Ed25519") return ed25519Key(key, bytes(x));
  if (kty === "EC" && curveHash !== undefined) return ecdsaKey(key, crv, curveHash, bytes(x), bytes(y));
  throw new Error(`unsupported key type ${kty} ${crv}`);
}

function rsaKey(key: KeyObject, e: Buffer, n: Buffer): AgentKey {
  return {
    blob: Buffer.concat([string("ssh-rsa"), integer(e), integer(n)]),
    sign: (data, flags) => {
      const [name, hash] =
        flags & rsaSha512
          ? ["rsa-sha2-512", "sha512"]
          : flags & rsaSha256
            ? ["rsa-sha2-256", "sha256"]
            : ["ssh-rsa", "sha1"];
      return Buffer.concat([string(name), string(sign(hash, data, key))]);
    },
  };
}

function ed25519Key(key: KeyObject, x: Buffer): AgentKey {
  const name = string("ssh-ed25519");
  return {
    blob: Buffer.concat([name, string(x)]),
    sign: (data) => Buffer.concat([name, string(sign(null, data, key))]),
  };
}

function ecdsaKey(key: KeyObject, curve: string, hash: string, x: Buffer, y: Buffer): AgentKey {
  const sshCurve = curve.replace("P-", "nistp");
  const name = string(`ecdsa-sha2-${sshCurve}`);
  const point = Buffer.concat([Uint8Array.of(4), x, y]);
  return {
    blob: Buffer.concat([name, string(sshCurve), string(point)]),
    sign: (data) => {
      const raw = sign(hash, data, { key, dsaEncoding: "ieee-p1363" });
      const half = raw.length / 2;
      return Buffer.concat([
        name,
        string(Buffer.concat([integer(raw.subarray(0, half)), integer(raw.subarray(half))])),
      ]);
    },
  };
}

function bytes(base64url: string): Buffer {
  return Buffer.from(base64url, "base64url");
}
