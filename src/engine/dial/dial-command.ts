import { spawn } from "node:child_process";
import { undoAtExit } from "../../util/undo-at-exit.js";
import type { Env } from "../endpoint/docker-config.js";
import { type CommandFailures, CommandStream } from "./command-stream.js";
import type { Dial } from "./dial.js";

/** Dials by running a command whose stdin and stdout are a connection. */
export function commandDial(
  command: readonly [string, ...string[]],
  env: Env,
  failures: CommandFailures,
): Dial {
  const [program, ...args] = command;
  return () =>
    new Promise((resolve, reject) => {
      const detached = ownSession(env);
      const child = spawn(program, args, { stdio: ["pipe", "pipe", "pipe"], env: { ...env }, detached });
      // In a session of its own it would outlive this process.
      child.once(
        "exit",
        undoAtExit(() => child.kill()),
      );
      child.once("error", (error) => reject(failures.unreachable(error, "")));
      child.once("spawn", () => resolve(new CommandStream(child, command.join(" "), failures)));
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
