import { SlipwayError } from "../errors/index.js";
import { type CommandChain, findCommand } from "./command/find-command.js";
import type { LineCall } from "./command/line-call.js";

/** Prints the help of a command as wide as the terminal, and gives the exit status. */
export async function printHelp(chain: CommandChain, context: LineCall): Promise<number> {
  const { invocation, env, stdout } = context;
  const { commandHelp } = await import("./help/help.js");
  stdout.write(commandHelp(chain, { invocation, env, columns: stdout.columns }));
  return 0;
}

/**
 * Runs `help [COMMAND]` of the stand-alone program, or what `docker help buildx [COMMAND]` calls the plugin with. A topic
 * that does not exist is an error under docker only.
 */
export async function runHelp(topic: readonly string[], context: LineCall): Promise<number> {
  const { invocation, env, program, stderr } = context;
  const words = topic.filter((word) => !word.startsWith("-"));
  const { chain, rest } = findCommand(program, words);
  if (rest.length > 0 && invocation.mode === "plugin") {
    throw new SlipwayError("invalid-argument", `unknown help topic: ${rest.join(" ")}`);
  }
  if (rest.length === 0 || chain.length > 1) return printHelp(chain, context);
  const { standaloneUsage } = await import("./help/help.js");
  const named = words.map((word) => `\`${word}\``).join(" ");
  stderr.write(`Unknown help topic [${named}]\n${standaloneUsage(chain, { invocation, env })}`);
  return 0;
}
