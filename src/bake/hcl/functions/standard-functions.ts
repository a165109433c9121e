import type { HclFunction } from "../evaluate/function.js";
import { collectionFunctions } from "./collections.js";
import { conversionFunctions } from "./conversions.js";
import { encodingFunctions } from "./encoding.js";
import { formatFunctions } from "./formats.js";
import { hashFunctions } from "./hashes.js";
import { logicFunctions } from "./logic.js";
import { mapFunctions } from "./maps.js";
import { networkFunctions } from "./network.js";
import { numberFunctions } from "./numbers.js";
import { pathFunctions } from "./paths.js";
import { regexFunctions } from "./regexes.js";
import { setFunctions } from "./sets.js";
import { stringFunctions } from "./strings.js";
import { timeFunctions } from "./times.js";
import { versionFunctions } from "./versions.js";

/**
 * All functions that definitions can call, by name.
 *
 * @param sources the texts of the definitions: libraries for `regex…` and `bcrypt` are loaded only if those words occur
 */
export async function standardFunctions(
  sources: readonly string[],
): Promise<ReadonlyMap<string, HclFunction>> {
  const mentions = (word: string) => sources.some((text) => text.includes(word));
  const [regexes, passwords] = await Promise.all([
    mentions("regex") ? import("re2js") : undefined,
    mentions("bcrypt") ? import("bcryptjs") : undefined,
  ]);
  const functions = {
    ...collectionFunctions,
    ...conversionFunctions,
    ...encodingFunctions,
    ...formatFunctions,
    ...hashFunctions(passwords?.hashSync),
    ...logicFunctions,
    ...mapFunctions,
    ...networkFunctions,
    ...numberFunctions,
    ...pathFunctions,
    ...regexFunctions(regexes?.RE2JS),
    ...setFunctions,
    ...stringFunctions,
    ...timeFunctions,
    ...versionFunctions,
  };
  return new Map(Object.entries(functions).sort(([a], [b]) => (a < b ? -1 : 1)));
}
