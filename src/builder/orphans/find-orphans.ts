import { setMaxListeners } from "node:events";
import type { FoundOrphan } from "../../driver/contract/orphans.js";
import { findDriverOrphans } from "../../driver/registry.js";
import { throwIfCanceled, withCaller } from "../../errors/index.js";
import { checkOptions } from "../../util/options/index.js";
import { BuilderScope } from "../find/scope.js";
import { defaultStatusTimeout } from "../nodes/deadline.js";
import type { BuilderOptions } from "../types.js";
import { knownEngines } from "./known-engines.js";
import { orphanKinds, parseOrphanFilters } from "./orphan-filters.js";
import { loneRecords } from "./record-orphans.js";
import { type ListOrphansOptions, listOrphansOptions, type Orphan } from "./types.js";

/**
 * What is left of builders, Slipway's and buildx's, on the engines of all docker contexts and records: containers,
 * volumes, networks and socket directories whose builder no record of this store knows, and records whose engine has
 * nothing. What `rm --keep-daemon` and `--keep-state` left is among it, and so are the builders of another user, or of
 * another state directory, on the same engine. An engine that does not answer is warned of.
 *
 * @throws SlipwayError `io-error`, `corrupt-state` for the Docker configuration, `canceled`.
 */
export async function listOrphans(options: ListOrphansOptions = {}): Promise<Orphan[]> {
  return withCaller(listOrphans, async () => {
    checkOptions("listOrphans", listOrphansOptions, options);
    return (await findOrphans(new BuilderScope(options), options)).map(described);
  });
}

/** As {@link listOrphans}, each with what removes it; records under the store's lock only. */
export async function findOrphans(
  scope: BuilderScope,
  {
    timeout = defaultStatusTimeout,
    filters = [],
    sizes = true,
  }: Omit<ListOrphansOptions, keyof BuilderOptions>,
): Promise<FoundOrphan[]> {
  const passes = parseOrphanFilters(filters);
  const entries = await scope.store.list();
  const [known, lone] = await Promise.all([
    knownEngines(scope, entries, timeout),
    loneRecords(scope, entries, timeout),
  ]);
  const { signal } = scope.context;
  const shared = signal === undefined ? undefined : AbortSignal.any([signal]);
  // As many questions at once as there are orphans.
  if (shared !== undefined) setMaxListeners(0, shared);
  const found = await findDriverOrphans({ ...known, env: scope.env, sizes, signal: shared });
  throwIfCanceled(signal);
  const records = lone.map(
    ({ name, lastUsed }): FoundOrphan => ({
      kind: "record",
      name,
      lastUsed,
      remove: () => scope.store.remove(name),
    }),
  );
  return [...found, ...records]
    .filter(passes)
    .sort((one, other) => rank(one) - rank(other) || compare(one.name, other.name));
}

/** An orphan without what removes it. */
export function described({ remove: _, ...orphan }: FoundOrphan): Orphan {
  return orphan;
}

const rank = ({ kind }: FoundOrphan) => orphanKinds.indexOf(kind);
const compare = (one: string, other: string) => (one < other ? -1 : Number(one > other));
