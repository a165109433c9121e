import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

/** Links that were given out and not used. */
const MOST_CODES = 32;

/**
 * Who may ask. Whoever has a link, which holds a code that works once, gets the token; all else needs the token. So a
 * link that lies in a log, in a shell's history or in the browser's is worth nothing once it was opened.
 */
export class Access {
  readonly #token = randomBytes(32).toString("base64url");
  readonly #codes = new Set<string>();

  /** A code for a link. */
  newCode(): string {
    const code = randomBytes(16).toString("base64url");
    this.#codes.add(code);
    const [oldest] = this.#codes;
    if (this.#codes.size > MOST_CODES && oldest !== undefined) this.#codes.delete(oldest);
    return code;
  }

  /** The token, for a code that was not used yet. */
  redeem(code: string): string | undefined {
    let found: string | undefined;
    for (const known of this.#codes) if (isSame(known, code)) found = known;
    if (found === undefined) return undefined;
    this.#codes.delete(found);
    return this.#token;
  }

  /** Whether a request's `Authorization` header has the token. */
  allows(authorization: string | undefined): boolean {
    const [, given] = /^Bearer ([\w-]{1,200})$/.exec(authorization ?? "") ?? [];
    return given !== undefined && isSame(this.#token, given);
  }
}

/** Takes the same time wherever they differ. */
function isSame(a: string, b: string): boolean {
  const [left, right] = [a, b].map((text) => createHash("sha256").update(text).digest());
  return left !== undefined && right !== undefined && timingSafeEqual(left, right);
}
