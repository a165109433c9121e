import {
  formatPlatform,
  localPlatform,
  normalizePlatform,
  type Platform,
  parsePlatform,
} from "../../oci/platform.js";

/**
 * Reads `--platform` values, each of which may list several; `local` is the client's own platform. Duplicates are
 * dropped, the order stays.
 *
 * @throws SlipwayError `invalid-argument` with containerd's wording.
 */
export function parsePlatforms(values: readonly string[]): Platform[] {
  const platforms = new Map<string, Platform>();
  for (const text of values.flatMap((value) => value.split(","))) {
    const platform = text === "local" ? localPlatform() : normalizePlatform(parsePlatform(text));
    platforms.set(formatPlatform(platform), platform);
  }
  return [...platforms.values()];
}
