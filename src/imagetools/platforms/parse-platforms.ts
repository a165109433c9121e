import { prefixed, SlipwayError } from "../../errors/index.js";
import { normalizePlatform, type Platform, parsePlatform } from "../../oci/platform.js";
import { quoteGo } from "../../util/go-quote.js";

/**
 * Reads platforms, each of which may be a list with commas.
 *
 * @throws SlipwayError `invalid-argument` in Buildx's words
 */
export function parsePlatforms(values: readonly string[]): readonly Platform[] {
  return values
    .flatMap((value) => value.split(","))
    .map((text) => {
      try {
        return normalizePlatform(parsePlatform(text));
      } catch (reason) {
        throw prefixed(SlipwayError.from(reason), `invalid platform ${quoteGo(text)}: `);
      }
    });
}
