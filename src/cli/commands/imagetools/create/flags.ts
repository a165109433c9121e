import { boolFlag, stringArrayFlag, stringFlag } from "../../../flags/flag.js";

const progressUsage =
  'Set type of progress output ("auto", "none", "plain", "rawjson", "tty"). Use plain to show container output';
const preferIndexUsage =
  "When only a single source is specified, prefer outputting an image index or manifest list instead of performing a carbon copy";

/** The flags of `imagetools create`. */
export const imagetoolsCreateFlags = {
  annotation: stringArrayFlag("Add annotation to the image"),
  append: boolFlag("Append to existing manifest"),
  "dry-run": boolFlag("Show final image instead of pushing"),
  file: stringArrayFlag("Read source descriptor from file", { shorthand: "f" }),
  "metadata-file": stringFlag("Write create result metadata to a file"),
  platform: stringArrayFlag("Filter specified platforms of target image", { shorthand: "p" }),
  "prefer-index": boolFlag(preferIndexUsage, { default: true }),
  progress: stringFlag(progressUsage, {
    default: "auto",
    complete: ["auto", "none", "plain", "rawjson", "tty"],
  }),
  tag: stringArrayFlag("Set reference for new image", { shorthand: "t" }),
};
