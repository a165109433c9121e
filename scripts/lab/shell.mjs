// @ts-check
import { spawn, spawnSync } from "node:child_process";
import { accessSync, constants, mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";

/** A set-up step that cannot be done here; its message says why and what to do. Printed without a stack. */
export class SetupError extends Error {}

/** Where downloads, logs and daemon state are kept between runs: `$SLIPWAY_LAB_DIR`, else the user's cache directory. */
export const labDirectory =
  process.env.SLIPWAY_LAB_DIR ?? join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "slipway-lab");

/**
 * A path under {@link labDirectory}, whose parent exists afterwards.
 * @param {string[]} parts
 */
export function labPath(...parts) {
  const path = join(labDirectory, ...parts);
  mkdirSync(join(path, ".."), { recursive: true });
  return path;
}

/**
 * Says what is being done. Goes to stderr: stdout belongs to results.
 * @param {string} message
 */
export function say(message) {
  process.stderr.write(`${message}\n`);
}

export const isRoot = process.getuid?.() === 0;

/**
 * The program's full path, or undefined. The system directories are searched too: they are often missing from PATH.
 * @param {string} program
 */
export function which(program) {
  const directories = [...(process.env.PATH ?? "").split(delimiter), "/usr/local/sbin", "/usr/sbin", "/sbin"];
  for (const directory of directories) {
    const path = join(directory, program);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {}
  }
  return undefined;
}

/**
 * Puts sudo in front of a command when the user is not root.
 * @param {string[]} command
 */
export function asRoot(command) {
  if (isRoot) return command;
  if (which("sudo") === undefined) {
    throw new SetupError(`${command[0]} needs root: run this as root, or install sudo.`);
  }
  return ["sudo", ...command];
}

/**
 * Runs a command to its end and returns its standard output. Throws a SetupError with the last lines of what it
 * printed when it fails.
 * @param {string[]} command
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, input?: string | Buffer }} [options]
 */
export function run(command, options = {}) {
  const [program = "", ...args] = command;
  const result = spawnSync(program, args, {
    ...options,
    maxBuffer: 256 * 1024 * 1024,
    stdio: [options.input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
  });
  if (result.error) throw new SetupError(`cannot run ${program}: ${result.error.message}`);
  if (result.status !== 0) {
    const text = `${result.stdout}${result.stderr}`.trimEnd().split("\n").slice(-15).join("\n  ");
    const status = result.signal ?? `exit status ${result.status}`;
    throw new SetupError(`\`${command.join(" ")}\` failed (${status}):\n  ${text}`);
  }
  return result.stdout.toString();
}

/**
 * Starts a daemon that outlives this process and its terminal, as root, with its output in a file.
 * @param {string[]} command
 * @param {string} logFile
 */
export function startDaemon(command, logFile) {
  const quoted = command.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" ");
  const script = `exec setsid ${quoted} >>'${logFile}' 2>&1 </dev/null`;
  const [program = "", ...args] = asRoot(["sh", "-c", script]);
  spawn(program, args, { detached: true, stdio: "ignore" }).unref();
}

/**
 * Asks again until the answer is not undefined.
 * @template T
 * @param {() => Promise<T | undefined>} ask
 * @param {{ seconds: number }} limit
 * @returns {Promise<T | undefined>}
 */
export async function poll(ask, { seconds }) {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined || Date.now() > deadline) return answer;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
