import { parseAnnotations } from "../../build/attributes/annotation.js";
import { formatUlimits } from "../../build/attributes/ulimit.js";
import { checkOutput } from "../../build/exports/plan-exports.js";
import type { BuildOptions } from "../../build/options/build-options.js";
import { parsePlatforms } from "../../build/parse/platforms.js";
import type { SecretEntry } from "../../build/parse/secrets.js";
import type { SshEntry } from "../../build/parse/ssh.js";
import type { TargetRequest } from "../../build/plan/build-plan.js";
import { sessionInputs } from "../../build/request/session-inputs.js";
import { prefixed, SlipwayError } from "../../errors/index.js";
import { checkUlimit } from "../../util/check-ulimit.js";
import { resolvePath } from "../../util/current-directory.js";
import { quoteGo } from "../../util/go-quote.js";
import { definitionError } from "../attributes/definition-error.js";

/**
 * Checks what Buildx checks of each target before it prints or builds any: secrets, agents and destinations are there,
 * small languages are right.
 *
 * @throws SlipwayError `invalid-argument` or `not-found`.
 */
export async function checkTarget({ options, flags, env, cwd }: TargetRequest): Promise<void> {
  parsePlatforms(options.platforms ?? []);
  await checkSecrets(flags.secrets, env, cwd);
  for (const entry of flags.ssh) await checkAgent(entry, env, cwd);
  for (const output of flags.outputs) {
    checkOutput(output, { cwd, stdoutIsTerminal: isTerminal(options) });
  }
  try {
    parseAnnotations(options.annotations ?? []);
  } catch (cause) {
    throw definitionError(SlipwayError.from(cause).message.replace(/^parse annotations: /, ""), cause);
  }
  for (const ulimit of options.ulimits ?? []) {
    try {
      checkUlimit(typeof ulimit === "string" ? ulimit : formatUlimits([ulimit]));
    } catch (cause) {
      throw definitionError(cause instanceof Error ? cause.message : String(cause), cause);
    }
  }
}

type Environment = TargetRequest["env"];

/** A file is named as the definition names it. */
async function checkSecrets(secrets: readonly SecretEntry[], env: Environment, cwd: string): Promise<void> {
  try {
    await sessionInputs({ secrets, ssh: [] }, env, cwd);
  } catch (cause) {
    const error = SlipwayError.from(cause);
    const { path } = error.details;
    const given = secrets.map(({ id, file = id }) => file).find((file) => resolvePath(cwd, file) === path);
    if (typeof path !== "string" || given === undefined) throw error;
    throw error.copyWith({ message: error.message.replaceAll(path, given) });
  }
}

async function checkAgent(entry: SshEntry, env: Environment, cwd: string): Promise<void> {
  try {
    await sessionInputs({ secrets: [], ssh: [entry] }, env, cwd);
  } catch (cause) {
    const { id, paths } = entry;
    const detail = paths.length === 0 ? "" : `failed to convert agent config for ID: ${quoteGo(id)}: `;
    throw prefixed(
      SlipwayError.from(cause),
      `failed to convert agent config {${id} [${paths.join(" ")}] false}: ${detail}`,
    );
  }
}

function isTerminal({ stdout = process.stdout }: BuildOptions): boolean {
  return stdout === process.stdout && process.stdout.isTTY === true;
}
