import { type BakeDefinition, type BakeResults, type CallAnswer, printAnswers } from "../../../bake/index.js";
import { parseJson } from "../../../util/json-value.js";
import type { CommandCall } from "../../command/command-call.js";

type Result = BakeResults[string];
type Call = NonNullable<Result["call"]>;

/** Prints what frontends answered and said, in the order of the targets' names, and gives the exit status. */
export function printResults(
  { stdout }: CommandCall,
  call: string,
  definition: BakeDefinition,
  results: BakeResults,
): number {
  const sorted = Object.entries(results).sort(([a], [b]) => (a < b ? -1 : 1));
  const answered = sorted.flatMap(([name, { call: answer }]) => (answer ? [{ name, answer }] : []));
  if (isJson(call)) stdout.write(`${printAnswers(definition, asJson(definition, answered))}\n`);
  else stdout.write(answered.map((item) => answerText(item, definition)).join("\n"));
  for (const [name, { inlineMessage }] of sorted) {
    if (inlineMessage !== undefined) stdout.write(`\n# ${name}\n${inlineMessage}\n`);
  }
  const failed = answered.some(({ answer }) => answer.error !== undefined);
  return failed ? 1 : (answered.find(({ answer }) => answer.status !== 0)?.answer.status ?? 0);
}

interface Answered {
  readonly name: string;
  readonly answer: Call;
}

function isJson(call: string): boolean {
  return call.split(",").includes("format=json") && !call.startsWith("build");
}

function answerText({ name, answer }: Answered, { targets }: BakeDefinition): string {
  const description = targets.find((target) => target.name === name)?.description;
  const error = answer.error === undefined ? "" : `error: ${answer.error}\n`;
  return `${name}\n${description ? `${description}\n` : ""}\n${answer.output}${error}`;
}

function asJson({ targets }: BakeDefinition, answered: readonly Answered[]): ReadonlyMap<string, CallAnswer> {
  return new Map(
    answered.map(({ name, answer }) => {
      const asked = targets.find((target) => target.name === name)?.call ?? "";
      const value = parseJson(answer.output);
      const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
      const fields = {
        ...(answer.error === undefined ? {} : { error: answer.error }),
        ...(isObject ? value : { [asked]: value ?? null }),
      };
      return [name, { name: asked === "lint" ? "check" : asked, fields }];
    }),
  );
}
