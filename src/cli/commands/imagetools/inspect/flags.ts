import { boolFlag, stringFlag } from "../../../flags/flag.js";

/** The flags of `imagetools inspect`. */
export const imagetoolsInspectFlags = {
  format: stringFlag("Format the output using the given Go template"),
  raw: boolFlag("Show original, unformatted JSON manifest"),
};
