import { boolFlag, stringFlag } from "../../flags/flag.js";

/** What runs on the machine of an engine that is not this one, and installs emulators. */
const image = stringFlag("Image with the emulators", { default: "tonistiigi/binfmt" });

/** The flags of `qemu install`. */
export const installFlags = { image };

/** The flags of `qemu ls`. */
export const lsFlags = { format: stringFlag("Format the output", { default: "table" }), image };

/** The flags of `qemu rm`. */
export const rmFlags = {
  force: boolFlag("Also those of the machine's own system", { shorthand: "f" }),
  image,
};
