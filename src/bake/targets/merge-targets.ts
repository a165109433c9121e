import { dedupeAttests } from "../attributes/attest.js";
import { dedupeCaches } from "../attributes/cache.js";
import { mergeResources } from "../attributes/resources.js";
import { dedupeSecrets } from "../attributes/secret.js";
import { dedupeSsh } from "../attributes/ssh.js";
import type { BakeTarget } from "./target.js";

type Attributes = Omit<BakeTarget, "name">;
type Merge<T> = (base: T | undefined, over: T) => T | undefined;

/** What is not simply replaced, in the order of the attributes. */
const merges: { readonly [Name in keyof Attributes]?: Merge<NonNullable<Attributes[Name]>> } = {
  description: (base, over) => over || base,
  inherits: append,
  annotations: append,
  attest: (base, over) => append(base, over, dedupeAttests),
  contexts: mergeMaps,
  args: mergeMaps,
  labels: mergeMaps,
  "cache-from": (base, over) => append(base, over, dedupeCaches),
  secret: (base, over) => append(base, over, dedupeSecrets),
  ssh: (base, over) => append(base, over, dedupeSsh),
  "no-cache-filter": append,
  ulimits: append,
  resources: mergeResources,
  entitlements: append,
  "extra-hosts": mergeMaps,
  policy: append,
};

/**
 * A target with what another one sets laid over it: how a definition follows an earlier one of the same name, and how
 * targets inherit. The name is that of `base`.
 */
export function mergeTargets(base: BakeTarget, over: BakeTarget): BakeTarget {
  const merged: Record<string, unknown> = { ...base };
  const table: Readonly<Record<string, unknown>> = merges;
  for (const [name, value] of Object.entries(over)) {
    if (value === undefined || name === "name") continue;
    const merge = table[name] as Merge<unknown> | undefined;
    merged[name] = merge === undefined ? value : merge(merged[name], value);
  }
  return merged as unknown as BakeTarget;
}

function append<T>(
  base: readonly T[] | undefined,
  over: readonly T[],
  dedupe: (values: readonly T[]) => readonly T[] = (values) => values,
): readonly T[] {
  return base === undefined ? over : dedupe([...base, ...over]);
}

/** Key by key; null has no effect. */
function mergeMaps<V extends string | null>(
  base: Readonly<Record<string, V>> | undefined,
  over: Readonly<Record<string, V>>,
): Readonly<Record<string, V>> {
  return { ...base, ...Object.fromEntries(Object.entries(over).filter(([, value]) => value !== null)) };
}
