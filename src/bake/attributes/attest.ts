import type { AttestEntry } from "../../build/attributes/attest.js";
import { dedupeByKey } from "./dedupe.js";

export { attestFromMap, attestShorthand, parseAttest, printAttest } from "../../build/attributes/attest.js";

/** An attestation of a target; in a list of them the last one of a type counts. */
export type BakeAttest = AttestEntry;

/** One attestation per type, the last one. */
export function dedupeAttests(attests: readonly BakeAttest[]): BakeAttest[] {
  return dedupeByKey(attests, ({ type }) => type);
}
