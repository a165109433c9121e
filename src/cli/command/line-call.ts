import type { Command } from "./command.js";
import type { ProgramIo } from "./command-call.js";
import type { DockerFlagValues } from "./global-flags.js";
import type { Invocation } from "./invocation.js";

/** What a command line runs with. */
export interface LineCall extends ProgramIo {
  readonly invocation: Invocation;
  /** The tree of commands. */
  readonly program: Command;
  readonly docker: DockerFlagValues;
  /** Debug output was already asked for by a flag of the docker command; a variable `DEBUG` asks for it too. */
  readonly debug: boolean;
  readonly signal: AbortSignal;
}

/** Where it is told that something should not be used any more. */
export function noticeStream({ invocation, stdout, stderr }: LineCall): LineCall["stdout"] {
  return invocation.mode === "plugin" ? stdout : stderr;
}
