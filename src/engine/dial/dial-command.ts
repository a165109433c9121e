import { type ChildProcess, type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { undoAtExit } from "../../util/undo-at-exit.js";
import type { Env } from "../endpoint/docker-config.js";
import { type CommandFailures, CommandStream } from "./command-stream.js";
import type { Dial } from "./dial.js";

type Command = readonly [string, ...string[]];

/** A command that runs, and its stdin and stdout as a connection. */
export interface OpenedCommand {
  readonly stream: CommandStream;
  readonly child: ChildProcessWithoutNullStreams;
}

/** Dials by running a command whose stdin and stdout are a connection. */
export function commandDial(command: Command, env: Env, failures: CommandFailures): Dial {
  return async () => (await openCommand(command, env, failures)).stream;
}

/**
 * Runs a command whose stdin and stdout are a connection.
 *
 * @param release what becomes of the process when the connection is destroyed: its pipes are closed, and it is ended
 * unless told otherwise
 * @param shown the command as messages show it
 */
export function openCommand(
  command: Command,
  env: Env,
  failures: CommandFailures,
  release: (child: ChildProcess) => void = (child) => void child.kill(),
  shown: readonly string[] = command,
): Promise<OpenedCommand> {
  const [program, ...args] = command;
  return new Promise((resolve, reject) => {
    const detached = ownSession(env);
    const child = spawn(program, args, { stdio: ["pipe", "pipe", "pipe"], env: { ...env }, detached });
    // In a session of its own it would outlive this process.
    child.once(
      "exit",
      undoAtExit(() => child.kill()),
    );
    child.once("error", (error) => reject(failures.unreachable(error, "")));
    child.once("spawn", () =>
      resolve({ stream: new CommandStream(child, shown.join(" "), failures, release), child }),
    );
  });
}

/**
 * Whether the command gets a session of its own, as Docker gives it: a Ctrl-C at the terminal must not end the connection
 * before the work on it has been cancelled. DOCKER_SSH_NO_SETSID turns that off, so that ssh can ask on the terminal.
 * Windows knows no sessions, and would open a window.
 */
export function ownSession(env: Env, platform: NodeJS.Platform = process.platform): boolean {
  return platform !== "win32" && !env.DOCKER_SSH_NO_SETSID;
}
