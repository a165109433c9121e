import { SlipwayError } from "../errors/index.js";
import { quoteGo } from "../util/go-quote.js";
import { nearestWord } from "../util/nearest-word.js";
import { listedCommands } from "./command/command.js";
import { commandOf, type FoundCommand, pathOf } from "./command/find-command.js";
import type { LineCall } from "./command/line-call.js";
import { FlagError } from "./flags/flag-error.js";
import { usageLine } from "./help/usage-line.js";
import { parseLine } from "./parse-line.js";
import { printHelp } from "./run-help.js";
import { versionText } from "./version/version-text.js";

/** A line that ends at a command which only holds others: its help, and an error if the line names one it does not hold. */
export async function runGroup(found: FoundCommand, context: LineCall): Promise<number> {
  const { chain } = found;
  const { args, values } = parseGroupLine(found, context);
  if ("version" in values && values.version && !values.help) {
    context.stdout.write(versionText(context.invocation));
    return 0;
  }
  await printHelp(chain, context);
  const [name] = args;
  if (name === undefined || values.help) return 0;
  throw new SlipwayError("invalid-argument", unknownCommand(name), suggestion(name, found));
}

/**
 * Flags behind an unknown command are that command's: it is what has to be named, where buildx complains about the first
 * of the flags.
 */
function parseGroupLine(found: FoundCommand, context: LineCall) {
  const { chain, rest, unknown } = found;
  try {
    return parseLine(chain, rest, context);
  } catch (reason) {
    if (!(reason instanceof FlagError) || unknown === undefined) throw reason;
    const { word } = unknown;
    // Flags before it are not.
    parseLine(chain, rest.slice(0, rest.indexOf(word)), context);
    throw new FlagError(unknownCommand(word), suggestion(word, found)).withUsage({
      usage: usageLine(context.invocation, chain),
      path: pathOf(context.invocation, chain),
    });
  }
}

function unknownCommand(name: string): string {
  return `unknown command: ${quoteGo(name)}`;
}

function suggestion(name: string, { chain }: FoundCommand): { readonly hint?: string } {
  const names = listedCommands(commandOf(chain)).flatMap((command) => [
    command.name,
    ...(command.aliases ?? []),
  ]);
  const near = nearestWord(name, names);
  return near === undefined ? {} : { hint: `did you mean ${near}?` };
}
