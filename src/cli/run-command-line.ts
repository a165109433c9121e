import { inspect } from "node:util";
import { checkArgumentCount } from "./command/argument-count.js";
import type { Command } from "./command/command.js";
import { COMPLETE_WORD } from "./command/complete-word.js";
import { type CommandChain, commandOf, findCommand, pathOf } from "./command/find-command.js";
import { type LineCall, noticeStream } from "./command/line-call.js";
import { usageLine } from "./help/usage-line.js";
import { parseLine } from "./parse-line.js";
import { runGroup } from "./run-group.js";
import { printHelp, runHelp } from "./run-help.js";

/** Runs the command that a line names, or prints help, and gives the exit status. */
export async function runCommandLine(line: readonly string[], context: LineCall): Promise<number> {
  if (line[0] === COMPLETE_WORD) {
    const { runComplete } = await import("./completion/run-complete.js");
    return runComplete(line.slice(1), context);
  }
  const found = findCommand(context.program, line);
  const { chain, rest, unknown } = found;
  const standalone = context.invocation.mode === "standalone";
  if (standalone && chain.length === 1 && unknown?.word === "help") return runHelp(unknown.rest, context);
  const { run } = commandOf(chain);
  return run === undefined ? runGroup(found, context) : runCommand(chain, run, rest, context);
}

async function runCommand(
  chain: CommandChain,
  run: NonNullable<Command["run"]>,
  line: readonly string[],
  context: LineCall,
): Promise<number> {
  const { invocation, env } = context;
  const command = commandOf(chain);
  const { values, args } = parseLine(chain, line, context);
  if (values.help) return printHelp(chain, context);
  if (command.deprecated !== undefined) {
    noticeStream(context).write(`Command "${command.name}" is deprecated, ${command.deprecated}\n`);
  }
  checkArgumentCount(command.args, args, {
    program: invocation.program,
    path: pathOf(invocation, chain),
    usage: usageLine(invocation, chain),
  });
  if (env.SLIPWAY_DRIVERS) (await import("./start/load-drivers.js")).loadDrivers(env.SLIPWAY_DRIVERS);
  const debug = context.debug || values.debug || Boolean(env.DEBUG);
  const commandContext = {
    ...context,
    debug,
    builder: values.builder || undefined,
    warn: (message: string) => context.stderr.write(`WARNING: ${message}\n`),
  };
  const status = await run(commandContext, values, args).catch((reason: unknown) => {
    if (debug) context.stderr.write(`${debugText(reason)}\n`);
    throw reason;
  });
  return status ?? 0;
}

/** Where an error came from, with the errors underneath it. */
function debugText(reason: unknown): string {
  return `DEBUG: ${inspect(reason, { depth: 4 })}`;
}
