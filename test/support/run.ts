import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { lab, projectRoot } from "./lab.js";
import { withoutChance } from "./normalize.js";
import { programEnvironment } from "./sandbox.js";

/** Path of the command under test. */
export const slipwayPath = join(projectRoot, "dist/cli/slipway.js");

export interface RunOptions {
  /** Added to the environment; an `undefined` takes a variable away. */
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** Written to standard input, which is empty otherwise. */
  readonly input?: string | Uint8Array;
  /** Milliseconds after which the program is killed. Default 170 000, below the tests' own limit. */
  readonly timeout?: number;
}

export interface RunResult {
  /** Exit status; 128 plus the signal's number when a signal ended the program, as a shell has it. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program that is still running. */
export interface RunningProgram {
  readonly child: ChildProcess;
  readonly finished: Promise<RunResult>;
  /** Resolves once the text has appeared in either output; rejects when the program ends without it. */
  waitForOutput(text: string | RegExp): Promise<void>;
}

/** Runs `slipway` to its end. A failing command is a result, not a rejection. */
export function runSlipway(args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  return startProgram(process.execPath, [slipwayPath, ...args], options).finished;
}

/** Runs the docker-buildx to compare with, with the same builders in sight as {@link runSlipway}. */
export async function runBuildx(args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  const result = await startProgram(lab.buildx, args, options).finished;
  return { ...result, stderr: withoutChance(result.stderr) };
}

/** Starts `slipway` without waiting for it: for tests that interrupt or kill. */
export function startSlipway(args: readonly string[], options: RunOptions = {}): RunningProgram {
  return startProgram(process.execPath, [slipwayPath, ...args], options);
}

/** Starts any program in this test file's environment. */
export function startProgram(
  program: string,
  args: readonly string[],
  options: RunOptions = {},
): RunningProgram {
  const child = spawn(program, args, {
    env: programEnvironment(options.env),
    stdio: ["pipe", "pipe", "pipe"],
    timeout: options.timeout ?? 170_000,
    killSignal: "SIGKILL",
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  });
  let stdout = "";
  let stderr = "";
  const watchers = new Set<() => void>();
  const notice = () => {
    for (const watcher of watchers) watcher();
  };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
    notice();
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
    notice();
  });
  // The program may end without reading what it is given.
  child.stdin.on("error", () => {});
  child.stdin.end(options.input ?? "");

  const finished = new Promise<RunResult>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => {
      resolve({ code: code ?? 128 + (signalNumbers[signal ?? ""] ?? 0), stdout, stderr });
    });
  });

  const seen = (text: string | RegExp) =>
    typeof text === "string"
      ? stdout.includes(text) || stderr.includes(text)
      : text.test(stdout) || text.test(stderr);

  const waitForOutput = (text: string | RegExp) =>
    new Promise<void>((resolve, reject) => {
      const check = () => {
        if (!seen(text)) return;
        watchers.delete(check);
        resolve();
      };
      watchers.add(check);
      check();
      finished.then(
        ({ code }) => reject(new Error(`${program} ended (${code}) without printing ${text}:\n${stderr}`)),
        reject,
      );
    });

  return { child, finished, waitForOutput };
}

const signalNumbers: Readonly<Record<string, number>> = { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 };
