import { boolFlag, stringArrayFlag, stringFlag } from "../../flags/flag.js";

/** The flags of `history explain`. */
export const explainFlags = {
  format: stringFlag("Format the output", { default: "pretty", complete: ["pretty", "json"] }),
};

/** The flags of `history export`. */
export const exportFlags = {
  all: boolFlag("Export all build records for the builder"),
  format: stringFlag("Format of the output: bundle, or html for a page that needs no server", {
    default: "bundle",
    complete: ["bundle", "html"],
    standaloneOnly: true,
  }),
  finalize: boolFlag("Ensure build records are finalized before exporting"),
  output: stringFlag("Output file path", { shorthand: "o" }),
};

/** The flags of `history import`. */
export const importFlags = {
  file: stringArrayFlag("Import from a file path", { shorthand: "f" }),
};

/** The flags of `history inspect`. */
export const inspectFlags = {
  format: stringFlag("Format the output", { default: "pretty", complete: ["pretty", "json"] }),
};

/** The flags of `history inspect attachment`. */
export const attachmentFlags = {
  platform: stringFlag("Platform of attachment", { complete: [] }),
  type: stringFlag("Type of attachment", {
    complete: ["image", "index", "manifest", "provenance", "sbom"],
  }),
};

/** The flags of `history logs`. */
export const logsFlags = {
  progress: stringFlag("Set type of progress output (plain, rawjson, tty)", {
    default: "plain",
    complete: ["plain", "rawjson", "tty"],
  }),
};

/** The flags of `history ls`. */
export const lsFlags = {
  filter: stringArrayFlag('Provide filter values (e.g., "status=error")', { complete: [] }),
  format: stringFlag("Format the output", { default: "table", complete: ["table", "json"] }),
  local: boolFlag("List records for current repository only"),
  "no-trunc": boolFlag("Don't truncate output"),
};

/** The flags of `history rm`. */
export const rmFlags = { all: boolFlag("Remove all build records") };

/** The flags of `history trace`. */
export const traceFlags = {
  addr: stringFlag("Address to bind the UI server", { default: "127.0.0.1:0", complete: [] }),
  compare: stringFlag("Compare with another build record", { complete: [] }),
};
