import { existsSync } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { sha256Hex } from "../../util/sha256.js";
import { hasCode, type StateDirectory } from "./state-directory.js";

const notes = "explain";
/** Targets that are remembered for each node, and builds of each. */
const mostTargets = 100;
const mostBuilds = 8;
/** Bytes of all that is kept of one target. */
const mostBytes = 5_000_000;
const component = /^[A-Za-z0-9._-]+$/;

/** Where the notes of one target's builds on one node lie. */
export interface NotesPlace {
  readonly builder: string;
  readonly node: string;
  /** Names the target: context, Dockerfile, stage. */
  readonly target: string;
}

/** The `explain` tree: what is remembered of builds to explain later ones. Each target has a directory that is bounded. */
export class BuildNotesDirectory {
  readonly #directory: StateDirectory;

  constructor(directory: StateDirectory) {
    this.#directory = directory;
  }

  /** Whether any build has been noted. Looks at once, so that a build need not wait. */
  areThere(): boolean {
    return existsSync(this.#directory.resolve(notes));
  }

  /** The files of notes of a target, oldest first. */
  async builds(place: NotesPlace): Promise<string[]> {
    return (await this.#list(pathOf(place))).filter((name) => name.endsWith(".json")).sort();
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
  async has(place: NotesPlace, name: string): Promise<boolean> {
    return (await this.#list(pathOf(place))).includes(name);
  }

  /** A file's content, undefined when there is none. Throws `io-error`. */
  read(place: NotesPlace, name: string): Promise<Buffer | undefined> {
    return this.#directory.read(join(pathOf(place), checked(name)));
  }

  /** Writes a file. Throws `io-error`. */
  async write(place: NotesPlace, name: string, data: string | Uint8Array): Promise<void> {
    await this.#directory.write(join(pathOf(place), checked(name)), data, { durable: false });
  }

  /** Removes the oldest builds of a target, and the lists that none of the rest has. `listsOf` reads what one has. */
  async prune(place: NotesPlace, listsOf: (name: string) => Promise<readonly string[]>): Promise<void> {
    const all = await this.#list(pathOf(place));
    const builds = all
      .filter((name) => name.endsWith(".json"))
      .sort()
      .reverse();
    if (builds.length <= mostBuilds && all.length - builds.length <= 2) return;
    const kept = new Set<string>();
    let bytes = 0;
    for (const [index, build] of builds.slice(0, mostBuilds).entries()) {
      const needed = [build, ...(await listsOf(build))].filter(
        (name) => !kept.has(name) && all.includes(name),
      );
      bytes += await this.#sizes(place, needed);
      if (bytes > mostBytes && index > 0) break;
      for (const name of needed) kept.add(name);
    }
    await Promise.all(
      all.filter((name) => !kept.has(name)).map((name) => this.#directory.remove(join(pathOf(place), name))),
    );
  }

  /** Makes room for one more target of a node. */
  async pruneTargets({ builder, node, target }: NotesPlace): Promise<void> {
    const all = await this.targets(builder, node);
    if (all.includes(target) || all.length < mostTargets) return;
    const ages = await Promise.all(
      all.map(async (name) => ({ name, at: await this.#age(builder, node, name) })),
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

  async #sizes(place: NotesPlace, names: readonly string[]): Promise<number> {
    const sizes = names.map(
      async (name) => (await stat(this.#directory.resolve(join(pathOf(place), name)))).size,
    );
    return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  }

  async #age(builder: string, node: string, target: string): Promise<number> {
    return (await stat(this.#directory.resolve(join(notes, checked(builder), checked(node), target))))
      .mtimeMs;
  }

  async #list(directory: string): Promise<string[]> {
    try {
      return (await readdir(this.#directory.resolve(directory))).filter((name) => component.test(name));
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
