import { setTimeout } from "node:timers/promises";
import { type BuilderNode, type ConnectedOptions, Deadline, leaseConnection } from "../../builder/index.js";
import { SlipwayError } from "../../errors/index.js";
import {
  eachRecord,
  type HistoryNode,
  localState,
  type StoredRecord,
  takesLimits,
  watchRecords,
} from "../../history/index.js";
import { buildEntry } from "./build-entry.js";
import type { EntryList } from "./entry-list.js";
import { LiveCounts } from "./live-counts.js";

/** Bound on reaching a daemon that runs, milliseconds. */
const REACH = 10_000;
/** Between attempts, milliseconds. */
const PAUSE = 1_000;

/** Keeps the builds of one node in the list for as long as the node is there. */
export class WatchedNode {
  readonly #builder: string;
  readonly #node: BuilderNode;
  readonly #list: EntryList;
  readonly #options: ConnectedOptions;
  readonly #ending = new AbortController();
  #counts: LiveCounts | undefined;
  /** The node's daemon, while it is reached. */
  connected: HistoryNode | undefined;
  /** Resolves when the daemon cannot be reached any more, or `stop` was called. Never rejects. */
  readonly ended: Promise<void>;
  /** Resolves when its builds are in the list, or will not be. Never rejects. */
  readonly listed: Promise<void>;
  problem: string | undefined;

  constructor(builder: string, node: BuilderNode, list: EntryList, options: ConnectedOptions) {
    this.#builder = builder;
    this.#node = node;
    this.#list = list;
    this.#options = options;
    let listed = () => {};
    this.listed = new Promise((resolve) => {
      listed = resolve;
    });
    this.ended = this.#watch(listed)
      .catch((reason: unknown) => {
        this.problem = SlipwayError.from(reason).message;
      })
      .finally(listed);
  }

  /** Ends it. */
  stop(): void {
    this.#ending.abort();
  }

  async #watch(listed: () => void): Promise<void> {
    const { driver, name } = this.#node;
    if (driver === undefined)
      throw this.#node.error ?? new SlipwayError("not-found", `node ${name} has no driver`);
    const { signal } = this.#ending;
    const deadline = new Deadline(REACH, signal);
    const lease = await leaseConnection(name, driver, this.#options, deadline.signal).finally(() =>
      deadline.clear(),
    );
    try {
      const version = await lease.client.info({ signal }).catch(() => undefined);
      const connected = {
        builder: this.#builder,
        node: this.#node,
        client: lease.client,
        limits: takesLimits(version),
      };
      this.connected = connected;
      this.#counts = new LiveCounts(lease.client, (ref, steps) => {
        const entry = this.#list.get({ builder: this.#builder, node: name, ref });
        if (entry?.live) this.#list.put({ ...entry, steps });
      });
      await this.#listAll(connected);
      listed();
      const removed = (ref: string) => {
        this.#counts?.end(ref);
        this.#list.remove({ builder: this.#builder, node: name, ref });
      };
      const onRecord = (record: StoredRecord["record"]) =>
        this.#put({ record, node: connected, now: undefined });
      await watchRecords(lease.client, { onRecord, onRemoved: removed }, { signal });
      // A daemon without a history has nothing to tell, and is not to be asked again and again.
      await Promise.race([
        lease.client.channel.closed,
        setTimeout(10 * PAUSE, undefined, { signal, ref: false }),
      ]);
    } finally {
      this.connected = undefined;
      this.#counts?.end();
      lease.release();
    }
  }

  /** What there is, first: it is known when that is all. Builds that went while nobody watched go. */
  async #listAll(node: HistoryNode): Promise<void> {
    const records: StoredRecord[] = [];
    let now: bigint | undefined;
    const onClock = (time: bigint) => {
      now = time;
    };
    const take = ({ record }: { readonly record: StoredRecord["record"] }) => {
      if (records.length < 5_000) records.push({ record, node, now });
    };
    await eachRecord(node.client, {}, take, { signal: this.#ending.signal, onClock });
    const refs = new Set(records.map(({ record }) => record.ref));
    this.#list.removeOf(this.#builder, this.#node.name, refs);
    for (const stored of records) await this.#put(stored);
  }

  async #put(stored: StoredRecord): Promise<void> {
    const state = await localState(stored, this.#options);
    if (this.#ending.signal.aborted) return;
    const entry = buildEntry(stored, state);
    const { steps } = (entry.live ? this.#list.get(entry) : undefined) ?? entry;
    this.#list.put({ ...entry, steps });
    if (entry.live) this.#counts?.begin(entry.ref);
    else this.#counts?.end(entry.ref);
  }
}
