import { boolFlag, stringFlag } from "../../flags/flag.js";

/** The flags of `ui`. */
export const uiFlags = {
  addr: stringFlag("Address to listen on", { default: "127.0.0.1:0", complete: [] }),
  "no-open": boolFlag("Print the link only, and start no browser"),
};
