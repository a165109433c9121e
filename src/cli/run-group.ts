import { SlipwayError } from "../errors/index.js";
import { quoteGo } from "../util/go-quote.js";
import type { FoundCommand } from "./command/find-command.js";
import type { LineContext } from "./line-context.js";
import { parseLine } from "./parse-line.js";
import { printHelp } from "./run-help.js";

/** A line that ends at a command which only holds others: its help, and an error if the line names one it does not hold. */
export async function runGroup(found: FoundCommand, context: LineContext): Promise<number> {
  const { chain, rest } = found;
  const { args, values } = parseLine(chain, rest, context);
  await printHelp(chain, context);
  const [name] = args;
  if (name === undefined || values.help) return 0;
  throw new SlipwayError("invalid-argument", `unknown command: ${quoteGo(name)}`);
}
