import type { StoredRecord } from "../../history/index.js";
import { ValueMask } from "./value-mask.js";

const ARGUMENT = "build-arg:";

/** Hides what looks like a credential of a build's arguments. All of them are in the record itself. */
export function maskOf({ frontendAttrs }: Pick<StoredRecord["record"], "frontendAttrs">): ValueMask {
  const pairs = Object.entries(frontendAttrs)
    .filter(([name]) => name.startsWith(ARGUMENT))
    .map(([name, value]) => ({ name: name.slice(ARGUMENT.length), value }));
  return new ValueMask(pairs);
}
