import { dedupeAttests } from "../attributes/attest.js";
import { dedupeCaches } from "../attributes/cache.js";
import { mergeResources } from "../attributes/resources.js";
import { dedupeSecrets } from "../attributes/secret.js";
import { dedupeSsh } from "../attributes/ssh.js";
import type { BakeTarget } from "./target.js";

/**
 * A target with what another one sets laid over it: how a definition follows an earlier one of the same name, and how
 * targets inherit. The name is that of `base`.
 */
export function mergeTargets(base: BakeTarget, over: BakeTarget): BakeTarget {
  const { name: _, description, ...replaced } = definedOf(over);
  return {
    ...base,
    ...replaced,
    ...definedOf({
      description: description || base.description,
      inherits: append(base.inherits, over.inherits),
      annotations: append(base.annotations, over.annotations),
      attest: append(base.attest, over.attest, dedupeAttests),
      contexts: mergeMaps(base.contexts, over.contexts),
      args: mergeMaps(base.args, over.args),
      labels: mergeMaps(base.labels, over.labels),
      "cache-from": append(base["cache-from"], over["cache-from"], dedupeCaches),
      secret: append(base.secret, over.secret, dedupeSecrets),
      ssh: append(base.ssh, over.ssh, dedupeSsh),
      "no-cache-filter": append(base["no-cache-filter"], over["no-cache-filter"]),
      ulimits: append(base.ulimits, over.ulimits),
      resources: over.resources && mergeResources(base.resources, over.resources),
      entitlements: append(base.entitlements, over.entitlements),
      "extra-hosts": mergeMaps(base["extra-hosts"], over["extra-hosts"]),
      policy: append(base.policy, over.policy),
    }),
  };
}

/** What an object sets, without the names whose value is undefined, so that they replace nothing. */
function definedOf<T extends object>(values: T): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T;
}

function append<T>(
  base: readonly T[] | undefined,
  over: readonly T[] | undefined,
  dedupe: (values: readonly T[]) => readonly T[] = (values) => values,
): readonly T[] | undefined {
  if (over === undefined) return base;
  return base === undefined ? over : dedupe([...base, ...over]);
}

/** Key by key; null has no effect. */
function mergeMaps<V extends string | null>(
  base: Readonly<Record<string, V>> | undefined,
  over: Readonly<Record<string, V>> | undefined,
): Readonly<Record<string, V>> | undefined {
  if (over === undefined) return base;
  return { ...base, ...Object.fromEntries(Object.entries(over).filter(([, value]) => value !== null)) };
}
