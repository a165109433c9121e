import { randomBytes } from "../../util/random-bytes.js";

const entropy = 17;
const idLength = 25;

/** A new random id in the form BuildKit gives its own (builds, sessions, stores): 25 characters of base 36. */
export function createBuildKitId(): string {
  const bytes = randomBytes(entropy);
  // With the top bit set every number has the same count of digits; the first one is then hardly random and is cut.
  bytes[0] = (bytes[0] ?? 0) | 0x80;
  return BigInt(`0x${bytes.toString("hex")}`)
    .toString(36)
    .slice(1, 1 + idLength);
}
