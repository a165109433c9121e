import { boolFlag, stringFlag } from "../../flags/flag.js";

/** The flags of `doctor`. */
export const doctorFlags = {
  fix: boolFlag("Mend what can be mended without harm, after asking"),
  force: boolFlag("Do not prompt for confirmation", { shorthand: "f" }),
  format: stringFlag("Format the output", { default: "text", complete: ["text", "json"] }),
};
