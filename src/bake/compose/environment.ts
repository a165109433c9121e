import { parseDotenv } from "./dotenv.js";

/** What the variables of Compose files are taken from, strongest last. */
export interface ComposeEnvironmentSources {
  /** The process environment; without it, what `BUILDX_BAKE_DISABLE_VARS_ENV_LOOKUP` leaves: nothing. */
  readonly processEnv?: Readonly<Record<string, string | undefined>> | undefined;
  /** Text of the `.env` file in the working directory. */
  readonly dotenv?: string | undefined;
  /** Values of `--var`. */
  readonly vars?: Readonly<Record<string, string>> | undefined;
}

/**
 * The variables of Compose files: the process environment, then what a `.env` file adds to it, then `--var`.
 *
 * @throws SlipwayError `invalid-argument` for a broken `.env` file.
 */
export function composeEnvironment({
  processEnv = {},
  dotenv = "",
  vars = {},
}: ComposeEnvironmentSources): Map<string, string> {
  const inherited = new Map<string, string>();
  for (const [name, value] of Object.entries(processEnv)) if (value !== undefined) inherited.set(name, value);
  const added = new Map<string, string>();
  parseDotenv(dotenv, (name) => inherited.get(name), added);
  return new Map([...added, ...inherited, ...Object.entries(vars)]);
}
