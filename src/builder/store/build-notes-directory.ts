import { existsSync, readdirSync } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { sha256Hex } from "../../util/sha256.js";
import { formatListedBuild, keptBuilds, type ListedBuild, longList, parseBuildList } from "./build-list.js";
import { hasCode, type StateDirectory } from "./state-directory.js";

const notes = "explain";
const list = "builds";
/** Targets that are remembered for each node. */
const mostTargets = 500;
/** Bytes of all that is kept of one target. */
const mostBytes = 5_000_000;
/** Milliseconds that a file which no build names may be that of a build which ends just now. */
const young = 60_000;
const component = /^[A-Za-z0-9._-]+$/;

/** Where the notes of one target's builds on one node lie. */
export interface NotesPlace {
  readonly builder: string;
  readonly node: string;
  /** Names the target: context, Dockerfile, stage. */
  readonly target: string;
}

/**
 * The `explain` tree: what is remembered of builds to explain later ones. Each target has a directory that is bounded,
 * with a list of its builds and files that these name.
 */
export class BuildNotesDirectory {
  readonly #directory: StateDirectory;

  constructor(directory: StateDirectory) {
    this.#directory = directory;
  }

  /** Whether any build has been noted. Looks at once, so that a build need not wait. */
  areThere(): boolean {
    return existsSync(this.#directory.resolve(notes));
  }

  /** The builds of a target, oldest first. Throws `io-error`. */
  async builds(place: NotesPlace): Promise<ListedBuild[]> {
    const text = await this.#directory.read(join(pathOf(place), list));
    return text === undefined ? [] : parseBuildList(text.toString("latin1"));
  }

  /** Adds a build to a target's list. Throws `io-error`. */
  async add(place: NotesPlace, build: ListedBuild): Promise<void> {
    await this.#directory.append(join(pathOf(place), list), formatListedBuild(build));
  }

  /** Targets that are known on a node. */
  targets(builder: string, node: string): Promise<string[]> {
    return this.#list(join(notes, checked(builder), checked(node)));
  }

  /** Nodes of a builder that have notes. */
  nodes(builder: string): Promise<string[]> {
    return this.#list(join(notes, checked(builder)));
  }

  /** True when the target has such a file. */
  has(place: NotesPlace, name: string): boolean {
    return existsSync(this.#directory.resolve(pathOf(place), checked(name)));
  }

  /** A file's content, undefined when there is none. Throws `io-error`. */
  read(place: NotesPlace, name: string): Promise<Buffer | undefined> {
    return this.#directory.read(join(pathOf(place), checked(name)));
  }

  /** Writes a file. Throws `io-error`. */
  async write(place: NotesPlace, name: string, data: string | Uint8Array): Promise<void> {
    await this.#directory.write(join(pathOf(place), checked(name)), data, { durable: false });
  }

  /**
   * Whether a build with the key is in the list of a target, and the list is not so long that it is to be pruned. Looks at
   * the list's bytes: this is asked in every build. Throws `io-error`.
   */
  async hasBuildOf(place: NotesPlace, key: string): Promise<boolean> {
    const text = await this.#directory.read(join(pathOf(place), list));
    return text !== undefined && text.length < longList && text.includes(` ${key} `);
  }

  /** Removes the oldest builds of a target, and files that none of the rest has. `filesOf` says which one has. */
  async prune(place: NotesPlace, filesOf: (build: ListedBuild) => Promise<readonly string[]>): Promise<void> {
    const builds = await this.builds(place);
    const all = await this.#list(pathOf(place));
    const files = new Set([list]);
    const kept = new Set<ListedBuild>();
    let bytes = 0;
    for (const build of keptBuilds(builds)) {
      const needed = (await filesOf(build)).filter((name) => !files.has(name) && all.includes(name));
      for (const name of needed) bytes += (await this.#stat(place, name))?.size ?? 0;
      if (bytes > mostBytes && kept.size > 0) break;
      kept.add(build);
      for (const name of needed) files.add(name);
    }
    const dropped = builds.filter((build) => !kept.has(build));
    if (dropped.length > 0) {
      const text = builds.filter((build) => kept.has(build)).map(formatListedBuild);
      await this.write(place, list, text.join(""));
    }
    const theirs = new Set((await Promise.all(dropped.map(filesOf))).flat());
    for (const name of all.filter((name) => !files.has(name))) {
      // What nothing in the list names may be of a build that is not in it yet.
      const time = theirs.has(name) ? 0 : ((await this.#stat(place, name))?.mtimeMs ?? 0);
      if (Date.now() - time > young) await this.#directory.remove(join(pathOf(place), name));
    }
  }

  /** Makes room for one more target of a node. */
  async pruneTargets({ builder, node, target }: NotesPlace): Promise<void> {
    const all = await this.targets(builder, node);
    if (all.includes(target) || all.length < mostTargets) return;
    const ages = await Promise.all(
      all.map(async (name) => ({
        name,
        at: (await this.#stat({ builder, node, target: name }, list))?.mtimeMs ?? 0,
      })),
    );
    const old = ages.sort((a, b) => a.at - b.at).slice(0, all.length - mostTargets + 1);
    for (const { name } of old)
      await this.#directory.remove(join(notes, checked(builder), checked(node), name));
  }

  /** Forgets a node, or a whole builder. Throws `io-error`. */
  async remove(builder: string, node?: string): Promise<void> {
    if (!component.test(builder) || (node !== undefined && !component.test(node))) return;
    await this.#directory.remove(join(notes, checked(builder), node === undefined ? "" : checked(node)));
  }

  async #stat(place: NotesPlace, name: string) {
    const path = this.#directory.resolve(pathOf(place), name);
    return stat(path).catch(() => undefined);
  }

  async #list(directory: string): Promise<string[]> {
    try {
      // At once: a bounded directory takes less than to load what reads it beside other work.
      return readdirSync(this.#directory.resolve(directory)).filter((name) => component.test(name));
    } catch (error) {
      if (hasCode(error, "ENOENT", "ENOTDIR")) return [];
      throw error;
    }
  }
}

/** The name of a target's directory, from all that makes it the same target. */
export function targetKey(...parts: readonly string[]): string {
  return sha256Hex(JSON.stringify(parts)).slice(0, 24);
}

function pathOf({ builder, node, target }: NotesPlace): string {
  return join(notes, checked(builder), checked(node), checked(target));
}

function checked(name: string): string {
  return component.test(name) && !name.startsWith(".")
    ? name.toLowerCase()
    : `_${Buffer.from(name).toString("hex").slice(0, 60)}`;
}
