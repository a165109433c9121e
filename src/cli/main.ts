import { SlipwayError } from "../errors/index.js";
import { cancellation } from "./cancellation.js";
import { programNameOf } from "./command/invocation.js";
import { endOnLostOutput, endWhenWritten } from "./lost-output.js";
import { processOutput } from "./process-output.js";
import { runProgram } from "./program.js";

/** Runs the command line of this process and ends the process with its status. */
async function main(): Promise<void> {
  const { argv, env, execArgv } = process;
  const { output: stdout, stream: contentOutput } = processOutput(1, () => process.stdout);
  const { output: stderr } = processOutput(2, () => process.stderr);

  endOnLostOutput({ stdout, stderr });

  const { BUILDX_CPU_PROFILE: cpu, BUILDX_MEM_PROFILE: memory } = env;
  const profiles = cpu || memory ? await import("./start/profiles.js") : undefined;
  const writeProfiles = profiles?.startProfiles({ cpu, memory });

  const status = await runProgram(argv.slice(2), {
    stdin: () => process.stdin,
    stdout,
    contentOutput,
    stderr,
    env,
    programName: programNameOf(argv[1] ?? "slipway", execArgv),
    signal: cancellation(env, stderr),
  });
  try {
    writeProfiles?.();
  } catch (reason) {
    stderr.write(`WARNING: ${SlipwayError.from(reason).message}\n`);
  }

  // Connections that are kept open for reuse must not keep the program alive; pipes still have to be drained.
  endWhenWritten({ stdout, stderr }, status);
}

void main();
