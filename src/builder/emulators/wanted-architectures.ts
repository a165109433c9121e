import { SlipwayError } from "../../errors/index.js";
import { parsePlatform } from "../../oci/platform.js";
import { quoteGo } from "../../util/go-quote.js";
import { nearestWord } from "../../util/nearest-word.js";
import { emulatedArchitectures } from "./handlers.js";

/**
 * The architectures that platforms stand for, each once; `all` is every one.
 *
 * @throws SlipwayError `invalid-argument` for none, for what is no platform, and where nothing emulates it.
 */
export function wantedArchitectures(platforms: readonly string[]): string[] | "all" {
  const given = platforms.flatMap((text) => text.split(",")).map((text) => text.trim());
  if (given.length === 0) {
    throw new SlipwayError("invalid-argument", "no platform is named", { hint: "name some, or all" });
  }
  if (given.includes("all")) return "all";
  return [...new Set(given.map(architectureOf))];
}

function architectureOf(text: string): string {
  const { os, architecture } = parsePlatform(text);
  // An architecture alone has this machine's operating system.
  const isKnown = os === "linux" || !text.includes("/");
  if (isKnown && emulatedArchitectures.includes(architecture)) return architecture;
  const meant = nearestWord(architecture, emulatedArchitectures);
  throw new SlipwayError("invalid-argument", `there is no emulator for ${quoteGo(text)}`, {
    hint: meant === undefined ? `there are ${emulatedArchitectures.join(", ")}` : `did you mean ${meant}?`,
  });
}
