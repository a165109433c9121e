import type { OutputText } from "../../build/attributes/output.js";
import { dedupeEqual, mapKey } from "./dedupe.js";

export { outputFromMap, parseOutput, printOutput } from "../../build/attributes/output.js";

/** Where the result of a target goes. */
export type BakeOutput = OutputText;

/** Without repetitions; see {@link dedupeEqual} for the order. */
export function dedupeOutputs(outputs: readonly BakeOutput[]): BakeOutput[] {
  return dedupeEqual(outputs, ({ type, dest, attrs }) => JSON.stringify([type, dest ?? "", mapKey(attrs)]));
}
