import { SlipwayError } from "../../errors/index.js";
import { parseDuration } from "../../util/duration.js";
import { quoteGo } from "../../util/go-quote.js";

/** What holds for every connection to a daemon. */
export interface ConnectionSettings {
  /** Milliseconds after which a daemon that does not answer counts as lost; 0 for never. Default: the transport's. */
  readonly silenceLimit?: number | undefined;
}

const NAME = "SLIPWAY_CONNECTION_TIMEOUT";

/** The settings in an environment. Throws SlipwayError `invalid-argument` for a value that is no duration. */
export function connectionSettings(
  env: Readonly<Record<string, string | undefined>> = process.env,
): ConnectionSettings {
  const text = env[NAME];
  if (!text) return {};
  try {
    const silenceLimit = parseDuration(text);
    if (silenceLimit >= 0) return { silenceLimit };
  } catch {
    // Told below, with the variable's name.
  }
  throw new SlipwayError("invalid-argument", `${NAME} is ${quoteGo(text)}, which is no duration`, {
    hint: "give it as 90s or 2m, or 0 for no limit",
  });
}
