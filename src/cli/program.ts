import { program } from "./catalog/catalog.js";
import type { Command } from "./command/command.js";
import type { ProgramIo } from "./command/command-call.js";
import { COMPLETE_WORD } from "./command/complete-word.js";
import { type DockerFlagValues, dockerFlags, dockerFlagValues } from "./command/global-flags.js";
import { type Invocation, METADATA_WORD, readInvocation } from "./command/invocation.js";
import { FlagError } from "./flags/flag-error.js";
import { parseFlags } from "./flags/parse-flags.js";
import { pluginMetadata } from "./plugin-metadata.js";
import { reportFailure } from "./report-failure.js";
import { runCommandLine } from "./run-command-line.js";
import { runHelp } from "./run-help.js";

/** What {@link runProgram} takes beside the command line. */
export interface ProgramOptions extends ProgramIo {
  /** The name the program was called by. */
  readonly programName: string;
  /** Aborting it cancels the command. */
  readonly signal: AbortSignal;
  /** The tree of commands. Default: the product's. */
  readonly program?: Command | undefined;
}

/**
 * Runs one command line, as the docker command's plugin or by itself, and gives the exit status. Failures are printed,
 * never thrown.
 */
export async function runProgram(line: readonly string[], options: ProgramOptions): Promise<number> {
  const full = { ...options, program: options.program ?? program };
  const invocation = readInvocation(line, options.env, options.programName);
  try {
    if (invocation.mode === "standalone") {
      return await runCommandLine(line, { ...full, invocation, docker: {}, debug: false });
    }
    return await runAsPlugin(line, full, invocation);
  } catch (reason) {
    return reportFailure(reason, { ...options, invocation });
  }
}

/** The docker command puts its own flags in front of the word `buildx`. */
async function runAsPlugin(
  line: readonly string[],
  options: ProgramOptions & { readonly program: Command },
  invocation: Invocation,
): Promise<number> {
  const parsed = parseDockerFlags(line, options);
  const [word, ...rest] = parsed.args;
  if (word === METADATA_WORD) {
    options.stdout.write(pluginMetadata());
    return 0;
  }
  if (word === COMPLETE_WORD && rest[0] === "buildx") {
    const line = [COMPLETE_WORD, ...rest.slice(1)];
    return runCommandLine(line, { ...options, invocation, docker: dockerFlagValues(parsed), debug: false });
  }
  if (word === "help" && rest[0] === "buildx") {
    const docker = dockerFlagValues(parsed);
    return runHelp(rest.slice(1), { ...options, invocation, docker, debug: false });
  }
  if (word !== "buildx" || parsed.values.help) {
    const { dockerHelp } = await import("./help/help.js");
    options.stdout.write(dockerHelp(options));
    return 0;
  }
  const docker: DockerFlagValues = dockerFlagValues(parsed);
  const debug = parsed.values.debug || parsed.values["log-level"] === "debug";
  return runCommandLine(rest, { ...options, invocation, docker, debug });
}

function parseDockerFlags(line: readonly string[], options: ProgramOptions) {
  try {
    return parseFlags(dockerFlags(options.env), line, { stopAtFirstArgument: true });
  } catch (reason) {
    if (!(reason instanceof FlagError)) throw reason;
    throw reason.withUsage({ usage: "docker [OPTIONS] buildx [ARG...]", path: "docker" });
  }
}
