import { appendFileSync, statSync } from "node:fs";
import { chown, type FileHandle, rm, stat } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { SlipwayError } from "../../errors/index.js";
import { errorCode } from "../../util/error-code.js";
import { fileError } from "../../util/file-error.js";
import { makeDirectory } from "../../util/make-directory.js";
import { readSmallFile } from "../../util/read-small-file.js";
import { replaceFile } from "../../util/replace-file.js";
import { replaceFileAtOnce } from "../../util/replace-file-at-once.js";

type Env = Readonly<Record<string, string | undefined>>;

/** Bytes. Of what is kept here the notes on images are the largest, with a few hundred KiB. */
const fileLimit = 64 << 20;

interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/**
 * buildx's state directory: `$BUILDX_CONFIG`, else `buildx` in the Docker configuration directory. Paths given to its
 * methods are relative to it. Files appear whole or not at all; under sudo they belong to the user who called sudo.
 */
export class StateDirectory {
  readonly path: string;
  readonly #owner: Owner | undefined;

  constructor(path: string, env: Env = process.env) {
    this.path = path;
    this.#owner = sudoCaller(path, env);
  }

  /** The directory that `env` and the Docker configuration directory point to. */
  static locate(dockerConfigDirectory: string, env: Env): StateDirectory {
    return new StateDirectory(env.BUILDX_CONFIG || join(dockerConfigDirectory, "buildx"), env);
  }

  resolve(...parts: readonly string[]): string {
    return join(this.path, ...parts);
  }

  /** The file's bytes; undefined when there is no such file. Throws `io-error`. */
  async read(file: string): Promise<Buffer | undefined> {
    const path = this.resolve(file);
    try {
      return await readSmallFile(path, fileLimit);
    } catch (error) {
      if (hasCode(error, "ENOENT", "ENOTDIR")) return undefined;
      if (hasCode(error, "EISDIR")) {
        throw new SlipwayError("corrupt-state", `${path} is a directory where a file was expected`, {
          cause: error,
        });
      }
      throw fileError("cannot read", path, error);
    }
  }

  /** Creates a directory, and its parents, for the owner alone. Throws `io-error`. */
  async makeDirectory(directory = ""): Promise<void> {
    const path = this.resolve(directory);
    try {
      if (this.#owner === undefined && isDirectory(path)) return;
      const made = await makeDirectory(path, 0o700);
      if (this.#owner === undefined) return;
      for (const directory of new Set([...made, path])) await this.#own(directory);
    } catch (error) {
      throw fileError("cannot create", path, error);
    }
  }

  /**
   * Replaces a file: written beside it, flushed to the disk, renamed over it. Throws `io-error`.
   *
   * @param options `durable: false` spares the flush for what may be lost when the machine crashes
   */
  async write(
    file: string,
    data: string | Uint8Array,
    { mode = 0o600, durable = true }: { readonly mode?: number; readonly durable?: boolean } = {},
  ): Promise<void> {
    const path = this.resolve(file);
    await this.makeDirectory(dirname(file));
    const owner = this.#owner;
    const prepare = async (handle: FileHandle) => {
      // The umask may have taken bits that readers rely on.
      await handle.chmod(mode);
      if (owner !== undefined) await handle.chown(owner.uid, owner.gid);
    };
    try {
      if (!durable) return replaceFileAtOnce(path, data, { mode, owner });
      await replaceFile(path, data, { mode, durable: true, prepare });
    } catch (error) {
      throw fileError("cannot write", path, error);
    }
  }

  /**
   * Adds to the end of a file, which is made where there is none. Throws `io-error`.
   *
   * @param data short, so that two processes which add at once do not mix theirs
   */
  async append(file: string, data: string): Promise<void> {
    const path = this.resolve(file);
    try {
      await this.#append(path, file, data);
    } catch (error) {
      throw fileError("cannot write", path, error);
    }
    if (this.#owner !== undefined) await this.adopt(file);
  }

  /** What is short is written before a thread of Node's could be asked to. */
  async #append(path: string, file: string, data: string): Promise<void> {
    try {
      appendFileSync(path, data, { mode: 0o600 });
    } catch (error) {
      if (!hasCode(error, "ENOENT")) throw error;
      await this.makeDirectory(dirname(file));
      appendFileSync(path, data, { mode: 0o600 });
    }
  }

  /** Deletes a file or a directory with all it holds; a missing one is fine. Throws `io-error`. */
  async remove(file: string): Promise<void> {
    const path = this.resolve(file);
    try {
      await rm(path, { recursive: true, force: true });
    } catch (error) {
      throw fileError("cannot remove", path, error);
    }
  }

  /** Gives a path to the user who called sudo; nothing otherwise. */
  async adopt(file: string): Promise<void> {
    const path = this.resolve(file);
    try {
      await this.#own(path);
    } catch (error) {
      throw fileError("cannot change the owner of", path, error);
    }
  }

  async #own(path: string): Promise<void> {
    if (this.#owner === undefined) return;
    const { uid, gid } = await stat(path);
    if (uid !== this.#owner.uid || gid !== this.#owner.gid) {
      await chown(path, this.#owner.uid, this.#owner.gid);
    }
  }
}

const isDirectory = (path: string) => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

/** True when `error` is a system error with one of the codes. */
export function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return codes.includes(errorCode(error) ?? "");
}

/**
 * The user behind sudo, when HOME is still that user's and holds the state directory: as root, buildx leaves files
 * there that the user can go on using.
 */
function sudoCaller(path: string, env: Env): Owner | undefined {
  if (env.SUDO_COMMAND === undefined || process.getuid?.() !== 0) return undefined;
  const uid = Number(env.SUDO_UID || Number.NaN);
  const gid = Number(env.SUDO_GID || Number.NaN);
  const home = env.HOME;
  if (!Number.isInteger(uid) || !Number.isInteger(gid) || !home) return undefined;
  if (statSync(home, { throwIfNoEntry: false })?.uid !== uid) return undefined;
  const inside = relative(home, path);
  return inside === "" || inside === ".." || inside.startsWith(`..${sep}`) ? undefined : { uid, gid };
}
