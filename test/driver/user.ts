import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { lab, projectRoot, type RunResult, startProgram, temporaryDirectory } from "../support/index.js";

/** A user of this machine who is not root and may use the engine through the group of its socket. */
export interface EngineUser {
  readonly uid: number;
  readonly home: string;
  slipway(...args: readonly string[]): Promise<RunResult>;
  buildx(...args: readonly string[]): Promise<RunResult>;
  /** Any program as this user. */
  run(program: string, ...args: readonly string[]): Promise<RunResult>;
}

const socket = lab.engineHost.replace(/^unix:\/\//, "");

/** Why no user can be made up here; undefined when one can. */
export function noUserReason(): string | undefined {
  if (process.platform !== "linux" || process.getuid?.() !== 0)
    return "only root on Linux can act as other users";
  if (!lab.engineHost.startsWith("unix://")) return "the engine is not on this machine";
  if (!existsSync("/usr/bin/setpriv")) return "setpriv is not installed";
  const { gid, mode } = statSync(socket);
  return gid === 0 || (mode & 0o060) !== 0o060 ? "the engine's socket belongs to no group" : undefined;
}

let program: string | undefined;

/** The command under test where every user can read it: a checkout may lie in root's home. */
function readableProgram(): string {
  if (program === undefined) {
    const directory = temporaryDirectory("program");
    chmodSync(directory, 0o755);
    cpSync(join(projectRoot, "dist/cli"), directory, { recursive: true });
    program = join(directory, "slipway.js");
  }
  return program;
}

/** Makes up a user with a home of its own; nothing of it stays after the test file. */
export function engineUser(uid: number): EngineUser {
  const home = temporaryDirectory("home");
  mkdirSync(join(home, "docker"));
  for (const path of [home, join(home, "docker")]) chownSync(path, uid, uid);
  const identity = ["--reuid", uid, "--regid", uid, "--groups", statSync(socket).gid].map(String);
  const env = { HOME: home, DOCKER_CONFIG: join(home, "docker"), XDG_STATE_HOME: undefined };
  const run = (...command: readonly string[]) =>
    startProgram("setpriv", [...identity, ...command], { env, cwd: home }).finished;
  return {
    uid,
    home,
    run,
    slipway: (...args) => run(process.execPath, readableProgram(), ...args),
    buildx: (...args) => run(lab.buildx, ...args),
  };
}
