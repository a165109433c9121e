import { parseGoBool } from "../../util/go-bool.js";

/**
 * `BUILDX_NO_DEFAULT_LOAD`: no implicit outputs, and no warning that there is no output.
 *
 * @param warn is told of a value that is no boolean, which counts as false.
 */
export function isDefaultLoadOff(
  env: Readonly<Record<string, string | undefined>>,
  warn?: (message: string) => void,
): boolean {
  const value = env.BUILDX_NO_DEFAULT_LOAD;
  if (!value) return false;
  const parsed = parseGoBool(value);
  if (parsed === undefined) warn?.(`invalid non-bool value for BUILDX_NO_DEFAULT_LOAD: ${value}`);
  return parsed === true;
}
