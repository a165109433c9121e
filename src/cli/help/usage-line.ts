import type { Command } from "../command/command.js";
import type { Invocation } from "../command/invocation.js";

/** A command's usage line: its path and what it takes. */
export function usageLine(invocation: Invocation, command: Command): string {
  return `${invocation.path} ${command.name} ${command.synopsis}`.trimEnd();
}
