import type { SecretText } from "../../build/attributes/secret.js";
import { dedupeByKey } from "./dedupe.js";

export { parseSecret, printSecret, secretFromMap } from "../../build/attributes/secret.js";

/** A secret of a target; in a list of them the last one of an id counts. */
export type BakeSecret = SecretText;

/** One secret per id, the last one. */
export function dedupeSecrets(secrets: readonly BakeSecret[]): BakeSecret[] {
  return dedupeByKey(secrets, ({ id }) => id ?? "");
}
