import { localPlatform, normalizePlatform, type Platform, parsePlatform } from "../../oci/platform.js";

/**
 * Reads the values of `--platform`: lists separated by commas, `local` for this machine's platform.
 *
 * @throws SlipwayError `invalid-argument` that names the platform.
 */
export function parsePlatformList(values: readonly string[]): readonly Platform[] {
  return values
    .flatMap((value) => value.split(","))
    .map((value) => (value.toLowerCase() === "local" ? localPlatform() : parsePlatform(value)))
    .map(normalizePlatform);
}
