import { boolFlag } from "../../flags/flag.js";

/** The flags of `use`. */
export const useFlags = {
  default: boolFlag("Set builder as default for current context"),
  global: boolFlag("Builder persists context changes"),
};
