import { boolFlag, stringFlag } from "../../flags/flag.js";

const shared = {
  image: stringFlag("Image with GNU tar and coreutils that reads and writes the mount", {
    default: "debian:stable-slim",
  }),
  mount: stringFlag('The cache mount (format: "id=ID[,uid=N][,gid=N][,mode=MODE]")'),
  platform: stringFlag("Platform of the node to use"),
  progress: stringFlag('Set type of progress output ("auto", "none", "plain", "rawjson", "tty")', {
    default: "auto",
    complete: ["auto", "none", "plain", "rawjson", "tty"],
  }),
};

/** The flags of `cache export`. */
export const cacheExportFlags = {
  "allow-empty": boolFlag("Write an archive of an empty mount, too"),
  ...shared,
  output: stringFlag("Archive to write, or to bring up to date", { shorthand: "o" }),
};

/** The flags of `cache import`. */
export const cacheImportFlags = shared;
