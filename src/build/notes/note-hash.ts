import { sha256 } from "../../util/sha256.js";

const end = Buffer.of(0);

/** A hash that is short and tells texts apart; credentials in it cannot be read back, only guessed at. */
export function noteHash(...parts: readonly (string | Uint8Array)[]): string {
  const bytes = parts.flatMap((part) => [typeof part === "string" ? Buffer.from(part) : part, end]);
  return sha256(Buffer.concat(bytes)).toString("base64url").slice(0, 20);
}
