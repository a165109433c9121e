import {
  type BuilderInfo,
  type BuilderNode,
  type ConnectedOptions,
  listBuilders,
} from "../../builder/index.js";
import { SlipwayError } from "../../errors/index.js";
import type { HistoryNode } from "../../history/index.js";
import type { EntryList } from "./entry-list.js";
import { WatchedNode } from "./watched-node.js";

/** How often builders are looked for that were made, started or removed, milliseconds. */
const PAUSE = 3_000;

/** Keeps the builds of all builders in the list. Boots nothing: a builder that does not run has nothing to tell. */
export class BuilderWatch {
  readonly #list: EntryList;
  readonly #options: ConnectedOptions;
  readonly #nodes = new Map<string, WatchedNode>();
  readonly #ending = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;

  constructor(list: EntryList, options: ConnectedOptions) {
    this.#list = list;
    this.#options = {
      ...options,
      signal: this.#ending.signal,
      progress: undefined,
      onWarning: () => undefined,
    };
  }

  /** Looks for builders, now and then again. Resolves, and never rejects, when their builds are in the list. */
  async start(): Promise<void> {
    await this.look();
    await Promise.all([...this.#nodes.values()].map(({ listed }) => listed));
  }

  /** Looks for builders once; whoever asks while that goes on, waits for the same. */
  look(): Promise<void> {
    this.#looking ??= this.#look()
      .catch((reason: unknown) =>
        this.#list.wait("", { builder: "", message: SlipwayError.from(reason).message }),
      )
      .finally(() => {
        this.#looking = undefined;
        if (this.#ending.signal.aborted) return;
        clearTimeout(this.#timer);
        this.#timer = setTimeout(() => void this.look(), PAUSE).unref();
      });
    return this.#looking;
  }

  /** The daemon of a node, while it is reached. */
  connected(builder: string, node: string): HistoryNode | undefined {
    return this.#nodes.get(`${builder}/${node}`)?.connected;
  }

  /** Ends it, and all connections that are its own. */
  async stop(): Promise<void> {
    this.#ending.abort();
    clearTimeout(this.#timer);
    for (const node of this.#nodes.values()) node.stop();
    await Promise.allSettled([this.#looking, ...[...this.#nodes.values()].map(({ ended }) => ended)]);
  }

  async #look(): Promise<void> {
    const builders = await listBuilders({ ...withoutPool(this.#options), timeout: 10_000 });
    if (this.#ending.signal.aborted) return;
    const wanted = new Set<string>();
    for (const builder of builders) {
      for (const node of builder.nodes) this.#watch(builder, node, wanted);
      this.#list.wait(builder.name, this.#problemOf(builder));
    }
    this.#list.wait("", undefined);
    for (const [key, watched] of this.#nodes) if (!wanted.has(key)) watched.stop();
  }

  #watch(builder: BuilderInfo, node: BuilderNode, wanted: Set<string>): void {
    const key = `${builder.name}/${node.name}`;
    if (node.status !== "running" || node.driver === undefined) return;
    wanted.add(key);
    if (this.#nodes.has(key)) return;
    const watched = new WatchedNode(builder.name, node, this.#list, this.#options);
    this.#nodes.set(key, watched);
    void watched.ended.then(() => {
      this.#nodes.delete(key);
      this.#list.removeOf(builder.name, node.name);
    });
    void watched.listed.then(() => this.#list.wait(builder.name, this.#problemOf(builder)));
  }

  #problemOf({ name, nodes, error }: BuilderInfo) {
    if (error !== undefined) return { builder: name, message: error.message };
    const states = nodes.map((node) => this.#nodes.get(`${name}/${node.name}`));
    if (states.some((watched) => watched?.connected !== undefined)) return undefined;
    const problem = states.find((watched) => watched?.problem !== undefined)?.problem;
    if (problem !== undefined) return { builder: name, message: problem };
    if (states.some((watched) => watched !== undefined)) return { builder: name };
    const failed = nodes.find((node) => node.error !== undefined)?.error?.message;
    return { builder: name, message: failed ?? `it does not run (${nodes[0]?.status ?? "no node"})` };
  }
}

/** What listing builders takes. */
function withoutPool({ connections: _, ...options }: ConnectedOptions) {
  return options;
}
