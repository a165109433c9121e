import { type RunResult, runBuildx, slipwayPath, startProgram } from "../support/index.js";

/** How a program is called: by itself, or the way the docker command calls its plugins. */
export type CallMode = "standalone" | "plugin";

/** One command line given to Slipway and to docker-buildx. */
export interface Both {
  readonly ours: RunResult;
  readonly theirs: RunResult;
}

/** Runs the same command line in both programs, Slipway under buildx's program name. */
export async function runBoth(mode: CallMode, args: readonly string[]): Promise<Both> {
  const line = mode === "plugin" ? ["buildx", ...args] : args;
  const env = mode === "plugin" ? { DOCKER_CLI_PLUGIN_ORIGINAL_CLI_COMMAND: "docker" } : {};
  const [ours, theirs] = await Promise.all([
    startProgram(process.execPath, ["--title=docker-buildx", slipwayPath, ...line], { env }).finished,
    runBuildx(line, { env }),
  ]);
  return { ours, theirs };
}
