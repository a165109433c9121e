import { listBuilderNames } from "../../index.js";
import type { LineCall } from "../command/line-call.js";
import { completeLine } from "./complete-line.js";
import { dockerfileStages } from "./dockerfile-stages.js";

/**
 * Answers a shell's completion script: a line for each word, with a tab and its description, and `:` with what to do
 * about files in the last one. Never fails: a shell has no place to show why.
 */
export async function runComplete(
  line: readonly string[],
  context: Pick<LineCall, "invocation" | "program" | "env" | "docker" | "stdout">,
): Promise<number> {
  const { invocation, program, env, docker, stdout } = context;
  const builderNames = () => listBuilderNames({ env, docker }).catch(() => []);
  const { words, files } = await completeLine(line, {
    invocation,
    program,
    builderNames,
    stages: dockerfileStages,
  });
  const lines = words.map(({ word, description }) =>
    description === undefined ? word : `${word}\t${description}`,
  );
  stdout.write([...lines, `:${files}`, ""].join("\n"));
  return 0;
}
