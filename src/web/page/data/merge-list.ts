import type { BuildEntry, BuildKey, ListEvent } from "../../contract/index.js";

/** What tells a build from all others, as one text. */
export const idOf = ({ builder, node, ref }: BuildKey): string => `${builder}\n${node}\n${ref}`;

/** Those that run first, then the newest. */
const order = (one: BuildEntry, other: BuildEntry) =>
  Number(other.status === "running") - Number(one.status === "running") || other.started - one.started;

/** The list after what changed. Builds that did not change stay the same objects. */
export function mergeList(builds: readonly BuildEntry[], event: ListEvent): readonly BuildEntry[] {
  if (event.type === "list") return event.builds.toSorted(order);
  if (event.changed.length === 0 && event.removed.length === 0) return builds;
  const byId = new Map(builds.map((build) => [idOf(build), build]));
  for (const key of event.removed) byId.delete(idOf(key));
  for (const build of event.changed) byId.set(idOf(build), build);
  return [...byId.values()].sort(order);
}
