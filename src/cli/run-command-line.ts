import { inspect } from "node:util";
import { SlipwayError } from "../errors/index.js";
import { quoteGo } from "../util/go-quote.js";
import { catalog, findCommand } from "./catalog/catalog.js";
import { checkArgumentCount } from "./command/argument-count.js";
import type { Command } from "./command/command.js";
import type { ProgramIo } from "./command/command-context.js";
import { COMPLETE_WORD } from "./command/complete-word.js";
import { findCommandName } from "./command/find-command.js";
import { type DockerFlagValues, globalFlags, helpFlag } from "./command/global-flags.js";
import type { Invocation } from "./command/invocation.js";
import type { FlagSet } from "./flags/flag.js";
import { FlagError, parseFlags } from "./flags/parse-flags.js";
import { usageLine } from "./help/usage-line.js";

/** What a line runs with. */
export interface LineContext extends ProgramIo {
  readonly invocation: Invocation;
  readonly docker: DockerFlagValues;
  /** Debug output was already asked for by a flag of the docker command; a variable `DEBUG` asks for it too. */
  readonly debug: boolean;
  readonly signal: AbortSignal;
}

/** Runs the command that a line names, or prints help, and gives the exit status. */
export async function runCommandLine(line: readonly string[], context: LineContext): Promise<number> {
  if (line[0] === COMPLETE_WORD) {
    const { runComplete } = await import("./completion/run-complete.js");
    return runComplete(line.slice(1), context);
  }
  const found = findCommandName(line);
  const standalone = context.invocation.mode === "standalone";
  if (standalone && found?.name === "help") return runHelp(found.rest, context);
  const command = found && findCommand(found.name);
  if (found === undefined || command === undefined) return runRoot(line, context);
  return runCommand(command, found.rest, context);
}

async function runCommand(command: Command, line: readonly string[], context: LineContext): Promise<number> {
  const { invocation, env } = context;
  const path = `${invocation.path} ${command.name}`;
  const usage = usageLine(invocation, command);
  const flags = { ...globalFlags, ...helpFlag(invocation, command.name), ...command.flags };
  const { values, args } = parseLine(flags, line, context, { usage, path });
  if (values.help) {
    const { commandHelp } = await import("./help/help.js");
    context.stdout.write(commandHelp(command, { invocation, env, ...columnsOf(context) }));
    return 0;
  }
  if (command.deprecated !== undefined) {
    noticeStream(context).write(`Command "${command.name}" is deprecated, ${command.deprecated}\n`);
  }
  checkArgumentCount(command.args, args, { program: invocation.program, path, usage });
  if (env.SLIPWAY_DRIVERS) (await import("./start/load-drivers.js")).loadDrivers(env.SLIPWAY_DRIVERS);
  const debug = context.debug || values.debug || Boolean(env.DEBUG);
  const status = await command
    .run(
      {
        ...context,
        debug,
        builder: values.builder || undefined,
        warn: (message) => context.stderr.write(`WARNING: ${message}\n`),
      },
      values,
      args,
    )
    .catch((reason: unknown) => {
      if (debug) context.stderr.write(`${debugText(reason)}\n`);
      throw reason;
    });
  return status ?? 0;
}

/** A line without a known command: help, and an error if it names an unknown one. */
async function runRoot(line: readonly string[], context: LineContext): Promise<number> {
  const { invocation, env } = context;
  const flags = { ...globalFlags, ...helpFlag(invocation, invocation.path) };
  const { args, values } = parseLine(flags, line, context, { usage: invocation.path, path: invocation.path });
  const { rootHelp } = await import("./help/help.js");
  context.stdout.write(rootHelp(catalog, { invocation, env, ...columnsOf(context) }));
  const [name] = args;
  if (name === undefined || values.help) return 0;
  throw new SlipwayError("invalid-argument", `unknown command: ${quoteGo(name)}`);
}

/** `help [COMMAND]`, which only the stand-alone program has. */
async function runHelp(topic: readonly string[], context: LineContext): Promise<number> {
  const { invocation, env } = context;
  const help = await import("./help/help.js");
  const [name] = topic.filter((word) => !word.startsWith("-"));
  const command = name === undefined ? undefined : findCommand(name);
  if (command !== undefined) context.stdout.write(help.commandHelp(command, { invocation, env }));
  else if (name === undefined) context.stdout.write(help.rootHelp(catalog, { invocation, env }));
  else {
    const usage = help.standaloneRootUsage(catalog, { invocation, env });
    context.stderr.write(`Unknown help topic [\`${name}\`]\n${usage}`);
  }
  return 0;
}

function parseLine<F extends FlagSet>(
  flags: F,
  line: readonly string[],
  context: LineContext,
  usage: { readonly usage: string; readonly path: string },
) {
  try {
    const parsed = parseFlags(flags, line, { env: context.env });
    for (const notice of parsed.notices) noticeStream(context).write(`${notice}\n`);
    return parsed;
  } catch (reason) {
    throw reason instanceof FlagError ? reason.withUsage(usage) : reason;
  }
}

/** Where it is told that something should not be used any more. */
function noticeStream({ invocation, stdout, stderr }: LineContext) {
  return invocation.mode === "plugin" ? stdout : stderr;
}

function columnsOf(context: LineContext): { readonly columns?: number | undefined } {
  const { columns } = context.stdout;
  return columns === undefined ? {} : { columns };
}

/** Where an error came from, with the errors underneath it. */
function debugText(reason: unknown): string {
  return `DEBUG: ${inspect(reason, { depth: 4 })}`;
}
