import { createHmac, createPrivateKey, createPublicKey, type KeyObject, sign } from "node:crypto";

/** DER of a PKCS #8 ed25519 private key up to its 32-byte seed (RFC 8410). */
const pkcs8Prefix = Buffer.from("302e020100300506032b657004220420", "hex");
/** Length of a raw ed25519 public key, the tail of its SPKI form. */
const publicKeySize = 32;

/**
 * The key pair with which a client vouches for a registry login without showing it: ed25519 from
 * HMAC-SHA256(salt, seed). The salt is the daemon's, the seed ours, so that neither can choose the key.
 *
 * @param seed undefined for a host without a login: all such clients then share one key
 */
export class TokenAuthority {
  readonly #key: KeyObject;

  constructor(salt: Uint8Array, seed: Uint8Array | undefined) {
    const mac = createHmac("sha256", salt);
    if (seed !== undefined) mac.update(seed);
    this.#key = createPrivateKey({
      key: Buffer.concat([pkcs8Prefix, mac.digest()]),
      format: "der",
      type: "pkcs8",
    });
  }

  /** 32 bytes. */
  get publicKey(): Uint8Array {
    return createPublicKey(this.#key).export({ format: "der", type: "spki" }).subarray(-publicKeySize);
  }

  /** The 64-byte signature followed by the payload, as NaCl's `sign` lays them out. */
  sign(payload: Uint8Array): Uint8Array {
    return Buffer.concat([sign(null, payload, this.#key), payload]);
  }
}
