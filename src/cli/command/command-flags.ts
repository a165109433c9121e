import type { FlagSet } from "../flags/flag.js";
import type { Command } from "./command.js";
import { type CommandChain, commandOf } from "./find-command.js";
import { globalFlags, globalFlagsOf, helpFlag } from "./global-flags.js";
import type { Invocation } from "./invocation.js";

/** Every flag that a command's line is parsed by. */
export function parsedFlags(invocation: Invocation, chain: CommandChain) {
  return { ...globalFlags, ...ownHelpFlag(invocation, chain), ...commandOf(chain).flags };
}

/** The same flags as shells offer them: `--builder` only where a builder is used. */
export function offeredFlags(invocation: Invocation, chain: CommandChain): FlagSet {
  const command = commandOf(chain);
  return { ...globalFlagsOf(command), ...ownHelpFlag(invocation, chain), ...shownFlags(invocation, command) };
}

/** The flags of a command without those that only the stand-alone program shows, where it is not that. */
export function shownFlags({ mode }: Invocation, { flags }: Command): FlagSet {
  if (mode === "standalone") return flags;
  return Object.fromEntries(Object.entries(flags).filter(([, flag]) => !flag.standaloneOnly));
}

/** `--help` of a command, which is named in its text. */
export function ownHelpFlag(invocation: Invocation, chain: CommandChain): ReturnType<typeof helpFlag> {
  return helpFlag(invocation, commandOf(chain).name || invocation.path);
}
