import { parsedFlags } from "./command/command-flags.js";
import { type CommandChain, pathOf } from "./command/find-command.js";
import { type LineCall, noticeStream } from "./command/line-call.js";
import { FlagError } from "./flags/flag-error.js";
import { parseFlags } from "./flags/parse-flags.js";
import { usageLine } from "./help/usage-line.js";

/**
 * Parses the line of a command by its flags, and tells of those that should not be used any more.
 *
 * @throws FlagError with the command's usage line.
 */
export function parseLine(chain: CommandChain, line: readonly string[], context: LineCall) {
  const { invocation, env } = context;
  try {
    const parsed = parseFlags(parsedFlags(invocation, chain), line, { env });
    for (const notice of parsed.notices) noticeStream(context).write(`${notice}\n`);
    return parsed;
  } catch (reason) {
    if (!(reason instanceof FlagError)) throw reason;
    throw reason.withUsage({ usage: usageLine(invocation, chain), path: pathOf(invocation, chain) });
  }
}
