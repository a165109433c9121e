import { unlinkSync } from "node:fs";
import { type FileHandle, open, readdir, rename, rm, unlink } from "node:fs/promises";
import { hostname } from "node:os";
import { basename, dirname, join } from "node:path";
import { randomBytes } from "./random-bytes.js";
import { sha256Hex } from "./sha256.js";
import { undoAtExit } from "./undo-at-exit.js";

/** A file under a temporary name beside the one it is to have. */
export interface TemporaryFile {
  readonly handle: FileHandle;
  /** Closes the file and gives it its name. */
  commit(): Promise<void>;
  /** Closes the file and removes it. Does not reject. */
  discard(): Promise<void>;
}

/** Names the machine: processes of another one, which shares the directory, cannot be asked after. */
const machine = () => sha256Hex(hostname()).slice(0, 8);

/**
 * Creates a file beside `path` that takes its name when it is complete, in one step, so that nobody sees half of it. Where
 * this process ends before that, the file goes with it; only SIGKILL leaves it, see {@link removeLeftovers}.
 *
 * @param mode of the new file, less what the umask takes
 * @throws The system's error.
 */
export async function openTemporaryFile(path: string, mode: number): Promise<TemporaryFile> {
  const name = `${prefixOf(path)}${process.pid}-${randomBytes(4).toString("hex")}.tmp`;
  const temporary = join(dirname(path), name);
  const handle = await open(temporary, "wx", mode);
  const forget = undoAtExit(() => unlinkSync(temporary));
  return {
    handle,
    commit: async () => {
      await handle.close();
      await rename(temporary, path);
      forget();
    },
    discard: async () => {
      await handle.close().catch(() => undefined);
      await rm(temporary, { force: true }).catch(() => undefined);
      forget();
    },
  };
}

function prefixOf(path: string): string {
  return `.${basename(path)}.${machine()}-`;
}

/**
 * Removes what processes that were killed left of files that were to be `path`. Does not reject: a directory that cannot
 * be listed may be written to all the same.
 */
export async function removeLeftovers(path: string): Promise<void> {
  const directory = dirname(path);
  const prefix = prefixOf(path);
  const names = await readdir(directory).catch(() => []);
  for (const name of names) {
    if (!name.startsWith(prefix) || !name.endsWith(".tmp")) continue;
    const owner = Number(name.slice(prefix.length).split("-", 1)[0]);
    if (Number.isInteger(owner) && owner > 0 && !isRunning(owner)) {
      await unlink(join(directory, name)).catch(() => undefined);
    }
  }
}

/** Names this process among those of all machines that share a directory; see {@link hasEnded}. */
export function processMark(): string {
  return `${machine()}-${process.pid}`;
}

/** True for the mark of a process of this machine that runs no more. */
export function hasEnded(mark: string): boolean {
  const [where, pid = ""] = mark.split("-", 2);
  return where === machine() && /^[1-9]\d*$/.test(pid) && !isRunning(Number(pid));
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It runs, and is another user's.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
