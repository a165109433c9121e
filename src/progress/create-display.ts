import { SlipwayError } from "../errors/index.js";
import {
  called,
  checkNeeded,
  checkOptions,
  choice,
  environment,
  fields,
  having,
  needed,
  text,
} from "../util/options/index.js";
import type { Display, DisplayStream } from "./display/display.js";
import { effectiveProgressMode, type ProgressMode, progressModes } from "./display/progress-mode.js";
import type { Clock } from "./model/clock.js";
import { plainDisplay } from "./plain/plain-display.js";
import { quietDisplay } from "./quiet-display.js";
import { rawJsonDisplay } from "./rawjson-display.js";
import { ttyDisplay } from "./tty/tty-display.js";

/** Options of {@link createDisplay}. */
export interface CreateDisplayOptions {
  /** Where to draw. Default `process.stderr`. */
  readonly stream?: DisplayStream;
  /** Environment for `BUILDKIT_PROGRESS` and what the displays read. Default `process.env`. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Says what is being done and by which builder. Default nothing. */
  readonly header?: { readonly plain: string; readonly tty: string } | undefined;
  /** Word before the time on a terminal. Default `Building`. */
  readonly phase?: string | undefined;
  /** Told of settings of the environment that make no sense. */
  readonly onWarning?: ((message: string) => void) | undefined;
  readonly clock?: Clock;
}

/** {@link CreateDisplayOptions}, described. */
export const createDisplayOptions = fields<CreateDisplayOptions>({
  stream: having<DisplayStream>("a stream to write to", "write"),
  env: environment,
  header: fields<NonNullable<CreateDisplayOptions["header"]>>({ plain: needed(text), tty: needed(text) }),
  phase: text,
  onWarning: called(),
  clock: having<Clock>("an object with functions now and setTimer", "now", "setTimer"),
});

/**
 * The display for a value of `--progress`. `auto` is what `BUILDKIT_PROGRESS` says, else `tty` on a terminal, else
 * `plain`. Throws `invalid-argument` for `tty` without a terminal and for a bad `BUILDKIT_PROGRESS`.
 */
export function createDisplay(mode: ProgressMode, options: CreateDisplayOptions = {}): Display {
  checkNeeded("createDisplay", "mode", choice(...progressModes), mode);
  checkOptions("createDisplay", createDisplayOptions, options);
  const { stream = process.stderr, env = process.env, header, phase, onWarning, clock } = options;
  const common = { env, ...(clock && { clock }) };
  const effective = effectiveProgressMode(mode, env);
  const terminal = stream.isTTY === true;
  if (effective === "tty" && !terminal) {
    const message = "failed to get console: provided file is not a console";
    throw new SlipwayError("invalid-argument", message, { hint: "Use --progress plain without a terminal." });
  }
  if (effective === "quiet" || effective === "none") return quietDisplay(stream);
  if (effective === "rawjson") return rawJsonDisplay(stream);
  if (effective === "plain" || !terminal) {
    return plainDisplay(stream, { ...common, header: header?.plain });
  }
  return ttyDisplay(stream, {
    ...common,
    header: header?.tty,
    phase,
    onWarning,
  });
}
