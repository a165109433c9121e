import { readdirSync } from "node:fs";
import { join } from "node:path";
import { SlipwayError } from "../../errors/index.js";
import { fileError } from "../../util/file-error.js";
import { acquireFileLock, type FileLockOptions } from "../../util/file-lock.js";
import { sha256Hex } from "../../util/sha256.js";
import { BuildNotesDirectory } from "./build-notes-directory.js";
import { canonicalName, isValidName } from "./builder-name.js";
import { type CurrentSelection, formatCurrent, parseCurrent } from "./current-file.js";
import type { StoredBuilder } from "./instance.js";
import { formatInstance, parseInstance } from "./instance-file.js";
import { LocalState } from "./local-state.js";
import { hasCode, type StateDirectory } from "./state-directory.js";

const instances = "instances";
const defaults = "defaults";
const activity = "activity";

/** What one file of `instances` holds. */
export type StoredEntry =
  | { readonly name: string; readonly builder: StoredBuilder; readonly error?: undefined }
  | { readonly name: string; readonly builder?: undefined; readonly error: SlipwayError };

/**
 * The builders on disk, shared with buildx. Every file is replaced whole, so reading needs no lock; whoever reads in
 * order to write does both inside {@link BuilderStore.transaction}. A file that is not what buildx writes is reported
 * as `corrupt-state` and left alone.
 */
export class BuilderStore {
  readonly directory: StateDirectory;
  readonly localState: LocalState;
  readonly buildNotes: BuildNotesDirectory;

  constructor(directory: StateDirectory) {
    this.directory = directory;
    this.localState = new LocalState(directory);
    this.buildNotes = new BuildNotesDirectory(directory);
  }

  /** Runs `work` while no other process, buildx included, changes the store. Not reentrant. */
  async transaction<T>(
    work: () => Promise<T>,
    options: Pick<FileLockOptions, "signal" | "onWait"> = {},
  ): Promise<T> {
    for (const needed of [instances, defaults, activity]) await this.directory.makeDirectory(needed);
    const release = await acquireFileLock(this.directory.resolve(".lock"), options);
    try {
      await this.directory.adopt(".lock");
      return await work();
    } finally {
      await release();
    }
  }

  /** Every builder and every file that should be one, by name. Throws `io-error`. */
  async list(): Promise<StoredEntry[]> {
    const names = (await this.#instanceFiles()).filter((name) => !name.startsWith("."));
    const entries = await Promise.all(names.map((name) => this.#entry(name)));
    return entries
      .filter((entry) => entry !== undefined)
      .sort((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name)));
  }

  /** The builder of that name; undefined when there is none. Throws `invalid-argument`, `corrupt-state`, `io-error`. */
  async read(name: string): Promise<StoredBuilder | undefined> {
    const file = join(instances, canonicalName(name));
    const data = await this.directory.read(file);
    if (data === undefined) return undefined;
    const builder = parseOrReport(this.directory.resolve(file), () => parseInstance(data.toString("utf8")));
    if (isValidName(builder.name) && builder.name.toLowerCase() === canonicalName(name)) return builder;
    throw foreignFile(this.directory.resolve(file), `it describes a builder named "${builder.name}"`);
  }

  /** Writes a builder and notes it as active now. */
  async save(builder: StoredBuilder): Promise<void> {
    const file = join(instances, canonicalName(builder.name));
    await this.recordActivity(builder.name);
    await this.directory.write(file, formatInstance(builder));
  }

  /** Forgets a builder with its activity and the local state of its builds. */
  async remove(name: string): Promise<void> {
    const file = canonicalName(name);
    for (const variant of new Set([name, file])) await this.directory.remove(join(activity, variant));
    await this.localState.removeBuilder(file);
    await this.buildNotes.remove(file);
    await this.directory.remove(join(instances, file));
  }

  /** Notes that a builder (or a docker context's builder) is used now. */
  async recordActivity(name: string): Promise<void> {
    const now = new Date().toISOString().replace(/\.\d+Z$/, "Z");
    await this.directory.write(join(activity, name), now, { durable: false });
  }

  /** When a builder was last used; undefined when it never was or the note is unreadable. */
  async lastActivity(name: string): Promise<Date | undefined> {
    if (!isSafeFileName(name)) return undefined;
    const data = await this.directory.read(join(activity, name));
    const time = data === undefined ? Number.NaN : Date.parse(data.toString("utf8"));
    return Number.isNaN(time) ? undefined : new Date(time);
  }

  /** The selection file as it is. Throws `corrupt-state`, `io-error`. */
  async selection(): Promise<CurrentSelection | undefined> {
    const data = await this.directory.read("current");
    if (data === undefined) return undefined;
    return parseOrReport(this.directory.resolve("current"), () => parseCurrent(data.toString("utf8")));
  }

  /** Selects `name` ("" for none) for the endpoint `key`; `asDefault` makes it the key's default as well. */
  async select(
    key: string,
    name: string,
    how: { global?: boolean; asDefault?: boolean } = {},
  ): Promise<void> {
    await this.directory.write("current", formatCurrent({ key, name, global: how.global ?? false }));
    if (how.asDefault) await this.directory.write(defaultFile(key), name);
    else await this.directory.remove(defaultFile(key));
  }

  /** The builder that is the default of the endpoint `key`. */
  async defaultOf(key: string): Promise<string | undefined> {
    return (await this.directory.read(defaultFile(key)))?.toString("utf8");
  }

  /** Writes the selection file alone; the default of its key stays. */
  async writeSelection(selection: CurrentSelection): Promise<void> {
    await this.directory.write("current", formatCurrent(selection));
  }

  async #instanceFiles(): Promise<string[]> {
    const path = this.directory.resolve(instances);
    try {
      return readdirSync(path);
    } catch (error) {
      if (hasCode(error, "ENOENT")) return [];
      throw fileError("cannot list", path, error);
    }
  }

  /** Undefined when the file vanished since it was listed. */
  async #entry(name: string): Promise<StoredEntry | undefined> {
    try {
      if (!isValidName(name) || name !== name.toLowerCase()) {
        throw foreignFile(this.directory.resolve(instances, name), "its name is not a builder's");
      }
      const builder = await this.read(name);
      return builder === undefined ? undefined : { name: builder.name, builder };
    } catch (error) {
      return { name, error: SlipwayError.from(error, "io-error") };
    }
  }
}

function parseOrReport<T>(path: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SlipwayError("corrupt-state", `${path} is damaged: ${reason}`, {
      cause: error,
      hint: `repair or delete ${path}`,
      details: { path },
    });
  }
}

function foreignFile(path: string, reason: string): SlipwayError {
  return new SlipwayError("corrupt-state", `${path} does not belong to the builder store: ${reason}`, {
    hint: `move ${path} elsewhere or delete it`,
    details: { path },
  });
}

/** Docker context names are freer than builder names; none of them may lead out of the directory. */
function isSafeFileName(name: string): boolean {
  return name !== "" && !name.startsWith(".") && !/[/\\]/.test(name);
}

/** buildx names the file after the first 20 hex digits of the key's SHA-256. */
function defaultFile(key: string): string {
  return join(defaults, sha256Hex(key).slice(0, 20));
}
