// How many instructions a program executes, by valgrind: unlike time it is the same, within two in a hundred, on a machine
// that is busy. test/setup/start-cost.test.ts holds the commands to the figures in start-cost.json.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

/** How much more than its figure a command may take before it counts as slower. */
export const TOLERANCE = 1.1;

/** How often Node's own start is counted: by its hashes' random seed it differs by a tenth, more than a command may. */
const STARTS = 5;

let nodes: Promise<number> | undefined;

/** Whether this machine can count. */
export function canCount(): boolean {
  return (process.env.PATH ?? "").split(delimiter).some((path) => existsSync(join(path, "valgrind")));
}

/**
 * Millions of instructions of a Node program, less those of Node's own start in the same environment. It is run twice
 * before, so that the compiled code is there. Throws with the program's output when it fails.
 */
export async function instructions(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  // The second run adds what the first one's kept code lacks.
  await run([process.execPath, ...args], env);
  await run([process.execPath, ...args], env);
  nodes ??= median(STARTS, () => counted(["-e", "0"], env));
  return (await counted(args, env)) - (await nodes);
}

async function median(times: number, count: () => Promise<number>): Promise<number> {
  const counts: number[] = [];
  for (let time = 0; time < times; time++) counts.push(await count());
  return counts.sort((a, b) => a - b)[Math.floor(times / 2)] ?? 0;
}

async function counted(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const command = [
    "valgrind",
    "--tool=callgrind",
    "--callgrind-out-file=/dev/null",
    process.execPath,
    ...args,
  ];
  const output = await run(command, env);
  const count = /Collected : (\d+)/.exec(output)?.[1];
  if (count === undefined) throw new Error(`valgrind did not say what it counted:\n${output}`);
  return Number(count) / 1e6;
}

function run([program = "", ...args]: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  const child = spawn(program, args, { env, stdio: ["ignore", "ignore", "pipe"] });
  let output = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0) resolve(output);
      else reject(new Error(`${program} ${args.join(" ")} exited with ${code}:\n${output}`));
    });
  });
}
