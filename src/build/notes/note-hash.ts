import { createHash } from "node:crypto";

/** A hash that is short and tells texts apart; credentials in it cannot be read back, only guessed at. */
export function noteHash(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part).update("\0");
  return hash.digest("base64url").slice(0, 20);
}
