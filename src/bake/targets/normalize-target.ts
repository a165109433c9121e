import { dedupeAttests } from "../attributes/attest.js";
import { dedupeCaches } from "../attributes/cache.js";
import { dedupeStrings } from "../attributes/dedupe.js";
import { dedupeOutputs } from "../attributes/output.js";
import { dedupeSecrets } from "../attributes/secret.js";
import { dedupeSsh } from "../attributes/ssh.js";
import type { BakeTarget, TextMap } from "./target.js";

/**
 * A target whose inheritance and overrides are applied, in the form in which it is printed and built: without
 * repetitions, blanks and removed contexts, and with the entitlement that its network needs.
 */
export function normalizeTarget(target: BakeTarget): BakeTarget {
  const entitlements = target.entitlements ?? [];
  return {
    ...target,
    annotations: target.annotations && dedupeStrings(target.annotations),
    attest: target.attest && dedupeAttests(target.attest),
    contexts: target.contexts && withoutEmpty(target.contexts),
    tags: target.tags && dedupeStrings(target.tags),
    "cache-from": target["cache-from"] && dedupeCaches(target["cache-from"]),
    "cache-to": target["cache-to"] && dedupeCaches(target["cache-to"]),
    secret: target.secret && dedupeSecrets(target.secret),
    ssh: target.ssh && dedupeSsh(target.ssh),
    platforms: target.platforms && dedupeStrings(target.platforms),
    output: target.output && dedupeOutputs(target.output),
    "no-cache-filter": target["no-cache-filter"] && dedupeStrings(target["no-cache-filter"]),
    ulimits: target.ulimits && dedupeStrings(target.ulimits),
    entitlements: dedupeStrings(target.network === "host" ? [...entitlements, "network.host"] : entitlements),
  };
}

function withoutEmpty(contexts: TextMap): TextMap {
  return Object.fromEntries(Object.entries(contexts).filter(([, value]) => value !== ""));
}
