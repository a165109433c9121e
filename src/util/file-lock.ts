import { spawn } from "node:child_process";
import { constants } from "node:fs";
import { type FileHandle, open, rm, stat } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { isError, SlipwayError, throwIfCanceled } from "../errors/index.js";
import { errorCode } from "./error-code.js";
import { systemErrorText } from "./system-error-text.js";

/** How {@link acquireFileLock} waits and tidies up. */
export interface FileLockOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called once when another process has held the lock for two seconds. */
  readonly onWait?: () => void;
  /** Deletes the lock file on release, as Go programs do beside an OCI layout's index. Default false. */
  readonly removeOnRelease?: boolean;
}

const patience = 2_000;

/**
 * Takes the exclusive advisory lock on `path` that Go programs take there (flock(2); a share mode on Windows), waiting
 * for whoever holds it. The lock goes with the returned function, or with the process, however that ends.
 *
 * @throws SlipwayError `canceled`, `io-error` (the cause is the system's error), or `unsupported` where no program
 * that can take such a lock is installed.
 */
export async function acquireFileLock(
  path: string,
  options: FileLockOptions = {},
): Promise<() => Promise<void>> {
  const warning = setTimeout(() => options.onWait?.(), patience);
  warning.unref();
  try {
    throwIfCanceled(options.signal);
    for (;;) {
      const handle = await lock(path, options.signal);
      if (options.removeOnRelease !== true) return () => handle.close();
      if (await isStillAt(path, handle)) return () => removeAndClose(path, handle);
      await handle.close();
    }
  } catch (error) {
    if (error instanceof SlipwayError) throw error;
    if (options.signal?.aborted) {
      throw new SlipwayError("canceled", `waiting for the lock ${path} was cancelled`, { cause: error });
    }
    const reason = isError(error) ? systemErrorText(error) : String(error);
    throw new SlipwayError("io-error", `cannot lock ${path}: ${reason}`, { cause: error, details: { path } });
  } finally {
    clearTimeout(warning);
  }
}

function lock(path: string, signal: AbortSignal | undefined): Promise<FileHandle> {
  return process.platform === "linux" ? lockByProgram(path, signal) : lockByOpening(path, signal);
}

/** False when the holder we waited for removed the file: then our lock is on a file that nobody else can find. */
async function isStillAt(path: string, handle: FileHandle): Promise<boolean> {
  const ours = await handle.stat();
  const there = await stat(path).catch(() => undefined);
  return there?.ino === ours.ino && there.dev === ours.dev;
}

async function removeAndClose(path: string, handle: FileHandle): Promise<void> {
  await rm(path, { force: true }).catch(() => undefined);
  await handle.close();
}

/**
 * flock(2) locks an open file, not a process: a program that inherits the descriptor can take the lock and exit, and
 * the lock stays with our copy of the descriptor.
 */
const lockPrograms: readonly (readonly [string, readonly string[]])[] = [
  ["flock", ["-x", "3"]],
  ["perl", ["-MFcntl=:flock", "-e", "open(my $f,'+<&=',3) && flock($f,LOCK_EX) or die $!"]],
];

async function lockByProgram(path: string, signal: AbortSignal | undefined): Promise<FileHandle> {
  const handle = await open(path, constants.O_RDWR | constants.O_CREAT, 0o600);
  try {
    for (const [program, args] of lockPrograms) {
      if (await runWithDescriptor(program, args, handle.fd, signal)) return handle;
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
      signal,
    });
    let complaint = "";
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      complaint += text;
    });
    child.on("error", (error) => (errorCode(error) === "ENOENT" ? resolve(false) : reject(error)));
    child.on("close", (code) => {
      if (code === 0) resolve(true);
      else reject(new Error(complaint.trim() || `${program} ended with status ${code}`));
    });
  });
}

/** How a file is opened so that nobody else has it at the same time, and the errors that say that somebody has. */
export interface ExclusiveOpening {
  readonly flag: number;
  readonly busyCodes: readonly string[];
}

/** BSD's O_EXLOCK is flock(2) at open; libuv gives a number on Windows the meaning of an exclusive share mode. */
export function exclusiveOpening(platform: NodeJS.Platform = process.platform): ExclusiveOpening {
  const busyCodes = ["EAGAIN", "EWOULDBLOCK", "EBUSY"];
  return platform === "win32"
    ? { flag: 0x1000_0000, busyCodes: [...busyCodes, "EPERM", "EACCES"] }
    : { flag: 0x20, busyCodes };
}

const retryDelay = 50;

async function lockByOpening(path: string, signal: AbortSignal | undefined): Promise<FileHandle> {
  const { flag, busyCodes } = exclusiveOpening();
  const flags = constants.O_RDWR | constants.O_CREAT | (constants.O_NONBLOCK ?? 0) | flag;
  for (;;) {
    try {
      return await open(path, flags, 0o600);
    } catch (error) {
      if (!busyCodes.includes(errorCode(error) ?? "")) throw error;
    }
    await sleep(retryDelay, undefined, { signal });
  }
}
