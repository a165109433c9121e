import { type CommandChain, commandOf, pathOf } from "../command/find-command.js";
import type { Invocation } from "../command/invocation.js";

/** A command's usage line: its path and what it takes. */
export function usageLine(invocation: Invocation, chain: CommandChain): string {
  return `${pathOf(invocation, chain)} ${commandOf(chain).synopsis}`.trimEnd();
}
