import type { Readable } from "node:stream";
import { setTimeout } from "node:timers/promises";
import { type BuilderOptions, ConnectionPool } from "../../builder/index.js";
import { isSlipwayError, SlipwayError } from "../../errors/index.js";
import { localState, type OpenBundle, openBundle, queryRecords, removeBuilds } from "../../history/index.js";
import { BuildShelf } from "../build/build-shelf.js";
import { explainBuild } from "../build/explain-build.js";
import type { BuildToFollow, FollowedBuild } from "../build/followed-build.js";
import { buildEntry, keyOf, shownRef } from "../catalog/build-entry.js";
import { BuilderWatch } from "../catalog/builder-watch.js";
import { EntryList } from "../catalog/entry-list.js";
import type { BuildEntry, BuildKey, Explanation } from "../contract/index.js";

/** The builder that builds of bundles have. */
const BUNDLE = ".bundle";

/** Bundles that are open at once. */
const MOST_BUNDLES = 20;

/** What the view knows: the list, builds that are open, bundles. */
export class ViewState {
  readonly options: BuilderOptions;
  readonly list = new EntryList();
  readonly shelf = new BuildShelf();
  readonly watch: BuilderWatch;
  readonly #connections = new ConnectionPool();
  readonly #bundles = new Map<string, OpenBundle>();
  readonly #explanations = new Map<string, Promise<Explanation>>();
  #bundleCount = 0;
  /** Bundles that are being read. */
  #coming = 0;
  #begun: Promise<void> | undefined;

  constructor(options: BuilderOptions) {
    this.options = options;
    this.watch = new BuilderWatch(this.list, { ...options, connections: this.#connections });
  }

  /** Begins to watch the builders, with the first who looks: a build that nobody looks at pays nothing for it. */
  begin(): void {
    this.#begun ??= this.watch.start();
  }

  /** A build, opened. Throws `not-found` for one that is not known. */
  open(key: BuildKey): Promise<FollowedBuild> {
    return this.shelf.open(keyOf(key), () => this.#find(key));
  }

  /** Why the steps of a build ran; asked once for each build that has ended. */
  async explain(build: FollowedBuild): Promise<Explanation> {
    const key = keyOf(build.entry);
    const known = this.#explanations.get(key);
    if (known !== undefined) return known;
    const { signal } = this.options;
    const explaining = explainBuild(build, build.entry.builder === BUNDLE, { ...this.options, signal });
    if (this.#explanations.size >= 100) this.#explanations.clear();
    this.#explanations.set(key, explaining);
    try {
      return await explaining;
    } catch (reason) {
      this.#explanations.delete(key);
      throw reason;
    }
  }

  /** Opens a bundle and puts its builds into the list. */
  async addBundle(bytes: Readable): Promise<BuildEntry[]> {
    if (this.#bundles.size + this.#coming >= MOST_BUNDLES) {
      throw new SlipwayError(
        "invalid-argument",
        `${MOST_BUNDLES} bundles are open: remove their builds first`,
      );
    }
    const node = String(++this.#bundleCount);
    this.#coming++;
    try {
      this.#bundles.set(node, await openBundle(bytes, { builder: BUNDLE, node }, this.options.signal));
    } finally {
      this.#coming--;
    }
    const builds = this.#bundles.get(node)?.builds ?? [];
    const entries = builds.map(({ stored, state }) => ({ ...buildEntry(stored, state), live: false }));
    for (const entry of entries) this.list.put(entry);
    return entries;
  }

  /**
   * Removes a build: from its daemon's history, or a bundle from the view.
   *
   * @throws SlipwayError `not-found` for one that is not known, what the daemon reports.
   */
  async remove(key: BuildKey): Promise<void> {
    if (key.builder === BUNDLE) {
      if (this.#bundled(key) === undefined) throw unknown(key);
      await this.shelf.drop(keyOf(key));
      this.list.removeOf(key.builder, key.node);
      await this.#bundles.get(key.node)?.[Symbol.asyncDispose]();
      this.#bundles.delete(key.node);
      return;
    }
    await this.shelf.drop(keyOf(key));
    const [removal] = await removeBuilds(key.builder, [key.ref], this.options);
    if (removal?.error !== undefined) {
      // What a daemon says of a build that it does not have does not tell that from other failures.
      await this.#find(key).catch((reason: unknown) => {
        if (isSlipwayError(reason) && reason.code === "not-found") throw reason;
      });
      throw removal.error;
    }
    this.list.remove(key);
  }

  /** Ends all of it. */
  async close(): Promise<void> {
    await this.shelf.close();
    await this.watch.stop();
    await this.#connections.close();
    for (const bundle of this.#bundles.values()) await bundle[Symbol.asyncDispose]();
    this.#bundles.clear();
  }

  async #find(key: BuildKey): Promise<Omit<BuildToFollow, "spool">> {
    if (key.builder === BUNDLE) {
      const found = this.#bundled(key);
      if (found === undefined) throw unknown(key);
      const entry = { ...buildEntry(found.stored, found.state), live: false };
      return { ...found, entry, again: async () => undefined };
    }
    const node = await this.#connected(key);
    if (node === undefined) throw unknown(key);
    const query = async () => {
      const [stored] = await queryRecords([node], { ref: key.ref, signal: this.options.signal });
      if (stored === undefined) return undefined;
      const state = await localState(stored, this.options);
      return { stored, state, entry: buildEntry(stored, state) };
    };
    const found = await query();
    if (found === undefined) throw unknown(key);
    return { ...found, again: query };
  }

  #bundled({ node, ref }: BuildKey): OpenBundle["builds"][number] | undefined {
    return this.#bundles.get(node)?.builds.find(({ stored }) => shownRef(stored.record.ref) === ref);
  }

  /** A node's daemon; the first who looks comes before it is reached. */
  async #connected({ builder, node }: BuildKey) {
    let listed = false;
    const listing = this.#begun?.then(() => {
      listed = true;
    });
    for (;;) {
      const connected = this.watch.connected(builder, node);
      if (connected !== undefined || listed || listing === undefined) return connected;
      await Promise.race([listing, setTimeout(20, undefined, { ref: false })]);
    }
  }
}

function unknown(key: BuildKey): SlipwayError {
  return new SlipwayError("not-found", `no build ${keyOf(key)} is known`);
}
