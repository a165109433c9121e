import { parseGoBool } from "../util/go-bool.js";

/** `BUILDX_NO_DEFAULT_LOAD`: no implicit outputs, and no warning that there is no output. */
export function isDefaultLoadOff(env: Readonly<Record<string, string | undefined>>): boolean {
  return parseGoBool(env.BUILDX_NO_DEFAULT_LOAD ?? "") === true;
}
