import { createHash, type Hash } from "node:crypto";
import { SlipwayError } from "../errors/index.js";
import { isShort, sha256Hex } from "../util/sha256.js";

/** Hex lengths of the algorithms that the OCI image specification registers. */
const HEX_LENGTHS: Readonly<Record<string, number>> = { sha256: 64, sha384: 96, sha512: 128 };

/** True when `text` is a digest of a registered algorithm: `sha256:` and 64 lower-case hex digits, or sha384, sha512. */
export function isDigest(text: string): boolean {
  return digestFault(text) === undefined;
}

/** What is wrong with a digest, in the words of Docker's digest library; undefined when nothing is. */
export function digestFault(text: string): string | undefined {
  const colon = text.indexOf(":");
  const hex = text.slice(colon + 1);
  if (colon <= 0) return "invalid checksum digest format";
  const length = Object.hasOwn(HEX_LENGTHS, text.slice(0, colon))
    ? HEX_LENGTHS[text.slice(0, colon)]
    : undefined;
  if (length === undefined) return "unsupported digest algorithm";
  if (length !== hex.length) return "invalid checksum digest length";
  return /^[a-f0-9]+$/.test(hex) ? undefined : "invalid checksum digest format";
}

/** The sha256 digest of `content`, in the form `sha256:<hex>`. */
export function sha256Digest(content: Uint8Array | string): string {
  return `sha256:${sha256Hex(content)}`;
}

/**
 * The parts of a digest.
 *
 * @throws SlipwayError `protocol-error` when `text` is no digest; digests come from registries, daemons and layouts.
 */
export function splitDigest(text: string): { readonly algorithm: string; readonly hex: string } {
  if (!isDigest(text)) throw new SlipwayError("protocol-error", `invalid digest ${JSON.stringify(text)}`);
  const colon = text.indexOf(":");
  return { algorithm: text.slice(0, colon), hex: text.slice(colon + 1) };
}

/** Checks streamed content against the digest and size its descriptor promises. */
export class DigestVerifier {
  readonly #algorithm: string;
  readonly #hex: string;
  /** Begun with the first content that is long. */
  #hash: Hash | undefined;
  /** What came before. */
  #short: Uint8Array = new Uint8Array();
  #size = 0;

  /** @throws SlipwayError `protocol-error` when `digest` is malformed. */
  constructor(
    readonly digest: string,
    readonly expectedSize?: number,
  ) {
    const { algorithm, hex } = splitDigest(digest);
    this.#algorithm = algorithm;
    this.#hex = hex;
  }

  /** @throws SlipwayError `protocol-error` when it is more than was promised, so that nobody reads on without an end. */
  update(chunk: Uint8Array): void {
    this.#size += chunk.byteLength;
    if (this.expectedSize !== undefined && this.#size > this.expectedSize) {
      throw new SlipwayError(
        "protocol-error",
        `content of ${this.digest} has more than its ${this.expectedSize} bytes`,
      );
    }
    if (this.#hash === undefined && isShort(this.#size)) this.#short = Buffer.concat([this.#short, chunk]);
    else this.#begun().update(chunk);
  }

  /**
   * Call once, after the last chunk.
   *
   * @param where what the content came from, if the message is to say so
   * @throws SlipwayError `protocol-error` when size or content differ.
   */
  verify(where?: string): void {
    const content = where === undefined ? "content" : `content from ${where}`;
    if (this.expectedSize !== undefined && this.#size !== this.expectedSize) {
      throw new SlipwayError(
        "protocol-error",
        `content of ${this.digest} has ${this.#size} bytes instead of ${this.expectedSize}`,
      );
    }
    if (this.#found() !== this.#hex) {
      throw new SlipwayError("protocol-error", `${content} does not match its digest ${this.digest}`);
    }
  }

  /** One that has seen the same content so far, from which another reading can go on. */
  copy(): DigestVerifier {
    const copy = new DigestVerifier(this.digest, this.expectedSize);
    copy.#hash = this.#hash?.copy();
    copy.#short = this.#short;
    copy.#size = this.#size;
    return copy;
  }

  #begun(): Hash {
    this.#hash ??= createHash(this.#algorithm).update(this.#short);
    return this.#hash;
  }

  #found(): string {
    const isShort = this.#hash === undefined && this.#algorithm === "sha256";
    return isShort ? sha256Hex(this.#short) : this.#begun().digest("hex");
  }
}
