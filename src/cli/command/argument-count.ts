import { SlipwayError } from "../../errors/index.js";
import { quoteGo } from "../../util/go-quote.js";
import type { ArgsRule } from "./command.js";

/** What a complaint about arguments shows of the command. */
export interface CommandUsage {
  /** The root command's name. */
  readonly program: string;
  /** The command with everything before it, e.g. `docker buildx ls`. */
  readonly path: string;
  /** The usage line. */
  readonly usage: string;
}

/** Throws SlipwayError `invalid-argument` in the docker command's words when a rule does not allow that many arguments. */
export function checkArgumentCount(rule: ArgsRule, args: readonly string[], usage: CommandUsage): void {
  const { min = 0, max = Number.POSITIVE_INFINITY } = rule;
  if (args.length >= min && args.length <= max) return;
  if (rule.plain) throw new SlipwayError("invalid-argument", plainComplaint(rule, args, usage));
  throw new SlipwayError(
    "invalid-argument",
    `${usage.program}: '${usage.path}' ${rule.none ? "accepts no arguments" : `requires ${wanted(rule)}`}\n\nUsage:  ${usage.usage}\n\nRun '${usage.path} --help' for more information`,
  );
}

function plainComplaint({ max = 0 }: ArgsRule, args: readonly string[], { path }: CommandUsage): string {
  if (max === 0) return `unknown command ${quoteGo(args[0] ?? "")} for ${quoteGo(path)}`;
  return `accepts at most ${max} arg(s), received ${args.length}`;
}

function wanted({ min = 0, max }: ArgsRule): string {
  if (max === undefined) return `at least ${count(min)}`;
  if (min === max || max === 0) return count(max);
  return args0To(min, max);
}

function args0To(min: number, max: number): string {
  return min === 0 ? `at most ${count(max)}` : `at least ${min} and at most ${count(max)}`;
}

function count(number: number): string {
  return `${number} ${number === 1 ? "argument" : "arguments"}`;
}
