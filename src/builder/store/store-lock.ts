import { spawn } from "node:child_process";
import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { SlipwayError } from "../../errors/index.js";
import { systemErrorText } from "../../util/system-error-text.js";
import { hasCode } from "./state-directory.js";

/** How long another process may hold the lock before the user is told, milliseconds. */
const patience = 2_000;

export interface StoreLockOptions {
  readonly signal?: AbortSignal;
  /** Called once when another process has held the lock for a while. */
  readonly onWait?: () => void;
}

/**
 * Takes the exclusive advisory lock on `path` that buildx takes there (flock(2); a share mode on Windows), waiting for
 * whoever holds it. The lock belongs to this process: it goes with the returned function or with the process, however
 * that ends. Throws `canceled`, `io-error`, or `unsupported` where nothing can take such a lock.
 */
export async function acquireStoreLock(
  path: string,
  options: StoreLockOptions = {},
): Promise<() => Promise<void>> {
  options.signal?.throwIfAborted();
  const warning = setTimeout(() => options.onWait?.(), patience);
  warning.unref();
  try {
    const handle =
      process.platform === "linux" ? await lockByProgram(path, options) : await lockByOpening(path, options);
    return () => handle.close();
  } catch (error) {
    if (options.signal?.aborted) {
      throw new SlipwayError("canceled", `waiting for the lock ${path} was cancelled`, { cause: error });
    }
    if (error instanceof SlipwayError) throw error;
    const reason = error instanceof Error ? systemErrorText(error) : String(error);
    throw new SlipwayError("io-error", `cannot lock ${path}: ${reason}`, { cause: error, details: { path } });
  } finally {
    clearTimeout(warning);
  }
}

/**
 * flock(2) locks an open file, not a process: a program that inherits the descriptor can take the lock and exit, and
 * the lock stays with our copy of the descriptor.
 */
const lockPrograms: readonly (readonly [string, readonly string[]])[] = [
  ["flock", ["-x", "3"]],
  ["perl", ["-MFcntl=:flock", "-e", "open(my $f,'+<&=',3) && flock($f,LOCK_EX) or die $!"]],
];

async function lockByProgram(path: string, options: StoreLockOptions): Promise<FileHandle> {
  const handle = await open(path, constants.O_RDWR | constants.O_CREAT, 0o600);
  try {
    for (const [program, args] of lockPrograms) {
      if (await runWithDescriptor(program, args, handle.fd, options.signal)) return handle;
    }
    throw new SlipwayError("unsupported", `cannot lock ${path}: neither flock nor perl is installed`, {
      hint: "install util-linux, whose flock program takes the lock that docker buildx uses",
    });
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** Resolves with false when the program does not exist. */
function runWithDescriptor(
  program: string,
  args: readonly string[],
  descriptor: number,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      stdio: ["ignore", "ignore", "pipe", descriptor],
      ...(signal === undefined ? {} : { signal }),
    });
    let complaint = "";
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      complaint += text;
    });
    child.on("error", (error) => (hasCode(error, "ENOENT") ? resolve(false) : reject(error)));
    child.on("close", (code) => {
      if (code === 0) resolve(true);
      else reject(new Error(complaint.trim() || `${program} ended with status ${code}`));
    });
  });
}

/** BSD's O_EXLOCK is flock(2) at open; libuv gives the number on Windows the meaning of an exclusive share mode. */
const exclusiveOpen = process.platform === "win32" ? 0x1000_0000 : 0x20;
const retryDelay = 50;

async function lockByOpening(path: string, options: StoreLockOptions): Promise<FileHandle> {
  const flags = constants.O_RDWR | constants.O_CREAT | (constants.O_NONBLOCK ?? 0) | exclusiveOpen;
  for (;;) {
    try {
      return await open(path, flags, 0o600);
    } catch (error) {
      if (!hasCode(error, "EAGAIN", "EWOULDBLOCK", "EBUSY", "EPERM", "EACCES")) throw error;
      if (hasCode(error, "EPERM", "EACCES") && process.platform !== "win32") throw error;
    }
    await sleep(retryDelay, undefined, options.signal === undefined ? {} : { signal: options.signal });
  }
}
