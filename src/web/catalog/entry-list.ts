import type { BuildEntry, BuilderProblem, BuildKey, BuildList, ListEvent } from "../contract/index.js";
import { inListOrder, keyOf } from "./build-entry.js";

/** Builds of one node that are kept. */
const MOST_OF_NODE = 2_000;

/** Entries of builds, and what of them changed since a reader was last told. */
export class EntryList {
  readonly #entries = new Map<string, BuildEntry>();
  readonly #waiting = new Map<string, BuilderProblem>();
  readonly #readers = new Set<ListReader>();
  /** By builder and node. */
  readonly #counts = new Map<string, number>();
  #sorted: readonly BuildEntry[] | undefined;

  /** The list as it is now. */
  get list(): BuildList {
    this.#sorted ??= [...this.#entries.values()].sort(inListOrder);
    return { builds: this.#sorted, waiting: [...this.#waiting.values()] };
  }

  /** One entry. */
  get(key: BuildKey): BuildEntry | undefined {
    return this.#entries.get(keyOf(key));
  }

  /** Adds an entry, or replaces that of the same build. */
  put(entry: BuildEntry): void {
    const key = keyOf(entry);
    if (!this.#entries.has(key)) this.#count(entry, 1);
    this.#entries.set(key, entry);
    this.#sorted = undefined;
    for (const reader of this.#readers) reader.changed.set(key, entry);
    this.#forgetOldest(entry);
  }

  /** Takes a build out. */
  remove(build: BuildKey): void {
    const key = keyOf(build);
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    this.#entries.delete(key);
    this.#count(entry, -1);
    this.#sorted = undefined;
    for (const reader of this.#readers) reader.changed.set(key, entry);
  }

  /** Takes out the builds of a node, or those that are not in `kept`. */
  removeOf(builder: string, node: string, kept?: ReadonlySet<string>): void {
    for (const entry of [...this.#entries.values()]) {
      if (entry.builder === builder && entry.node === node && !kept?.has(entry.ref)) this.remove(entry);
    }
  }

  /** Says that a builder's builds are not in the list, or that they are. */
  wait(builder: string, problem: BuilderProblem | undefined): void {
    const known = this.#waiting.get(builder);
    if (known?.message === problem?.message && (known === undefined) === (problem === undefined)) return;
    if (problem === undefined) this.#waiting.delete(builder);
    else this.#waiting.set(builder, problem);
    for (const reader of this.#readers) reader.waits = true;
  }

  /** A reader of what changes. */
  read(): { readonly next: () => ListEvent | undefined; readonly close: () => void } {
    const reader: ListReader = { changed: new Map(), waits: false };
    this.#readers.add(reader);
    let first = true;
    const next = (): ListEvent | undefined => {
      const { changed, waits } = reader;
      if (!first && changed.size === 0 && !waits) return undefined;
      reader.changed = new Map();
      reader.waits = false;
      if (first) {
        first = false;
        return { type: "list", ...this.list };
      }
      const now = [...changed].map(([key, entry]) => ({ entry, now: this.#entries.get(key) }));
      return {
        type: "change",
        changed: now.flatMap((one) => one.now ?? []),
        removed: now.flatMap(({ entry: { builder, node, ref }, now: left }) =>
          left === undefined ? [{ builder, node, ref }] : [],
        ),
        waiting: [...this.#waiting.values()],
      };
    };
    return { next, close: () => this.#readers.delete(reader) };
  }

  /** Not with every build that is too many: it looks at all. */
  #forgetOldest({ builder, node }: BuildEntry): void {
    if ((this.#counts.get(`${builder}/${node}`) ?? 0) <= MOST_OF_NODE * 1.1) return;
    const own = this.list.builds.filter((entry) => entry.builder === builder && entry.node === node);
    for (const entry of own.slice(MOST_OF_NODE)) this.remove(entry);
  }

  #count({ builder, node }: BuildEntry, by: number): void {
    const key = `${builder}/${node}`;
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + by);
  }
}

interface ListReader {
  changed: Map<string, BuildEntry>;
  waits: boolean;
}
