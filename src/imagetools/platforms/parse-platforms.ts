import { prefixed, SlipwayError } from "../../errors/index.js";
import { localPlatform, normalizePlatform, type Platform, parsePlatform } from "../../oci/platform.js";
import { quoteGo } from "../../util/go-quote.js";

/**
 * Reads platforms, each of which may be a list with commas; `local` is this machine's.
 *
 * @throws SlipwayError `invalid-argument` in Buildx's words
 */
export function parsePlatforms(values: readonly string[]): readonly Platform[] {
  return values
    .flatMap((value) => value.split(","))
    .map((text) => {
      try {
        return text === "local" ? localPlatform() : normalizePlatform(parsePlatform(text));
      } catch (reason) {
        throw prefixed(SlipwayError.from(reason), `invalid platform ${quoteGo(text)}: `);
      }
    });
}
