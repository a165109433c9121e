import { SlipwayError } from "../../errors/index.js";
import { parseGoBool } from "../../util/go-bool.js";
import { nearHint } from "../../util/suggest-name.js";
import { dedupeAttests, parseAttest } from "../attributes/attest.js";
import { type BakeCache, dedupeCaches, parseCaches } from "../attributes/cache.js";
import { definitionError } from "../attributes/definition-error.js";
import { dedupeOutputs, parseOutput } from "../attributes/output.js";
import { parsePolicy } from "../attributes/policy.js";
import { withResource } from "../attributes/resources.js";
import { dedupeSecrets, parseSecret } from "../attributes/secret.js";
import { dedupeSsh, parseSsh } from "../attributes/ssh.js";
import type { BakeTarget } from "../targets/target.js";
import { GrantCollector, type OverrideGrants } from "./grants.js";
import { overrideSecret } from "./override-secret.js";
import type { Override, TargetOverrides } from "./parse-overrides.js";
import { withLoad, withPush } from "./push-and-load.js";

/**
 * A target with overrides applied, not yet normalised, and what they allow.
 *
 * @throws SlipwayError `invalid-argument`.
 */
export function applyOverrides(
  target: BakeTarget,
  overrides: TargetOverrides,
): { target: BakeTarget; grants: OverrideGrants } {
  const grants = new GrantCollector();
  const granted = new Set<string>();
  let changed = target;
  const secrets: [id: string, value: string][] = [];
  for (const [key, override] of overrides) {
    const dot = key.indexOf(".");
    const attribute = dot === -1 ? key : key.slice(0, dot);
    const entry = dot === -1 ? undefined : key.slice(dot + 1);
    if (attribute === "secret") secrets.push([entry ?? "", override.value]);
    else
      changed = { ...changed, ...change({ target: changed, attribute, entry, override, grants, granted }) };
  }
  for (const [id, value] of secrets) {
    changed = { ...changed, secret: overrideSecret(changed.secret ?? [], id, value) };
    granted.add(id);
  }
  grants.read(
    (changed.secret ?? []).filter(({ id = "" }) => granted.has(id)).map(({ src }) => src || undefined),
  );
  return { target: changed, grants: grants.grants };
}

interface Change {
  readonly target: BakeTarget;
  readonly attribute: string;
  readonly entry: string | undefined;
  readonly override: Override;
  readonly grants: GrantCollector;
  /** Ids of secrets whose files may be read. */
  readonly granted: Set<string>;
}

type Applier = (change: Change) => Partial<BakeTarget>;

const appliers: Readonly<Record<string, Applier>> = {
  context: ({ override }) => ({ context: override.value }),
  dockerfile: ({ override }) => ({ dockerfile: override.value }),
  target: ({ override }) => ({ target: override.value }),
  call: ({ override }) => ({ call: override.value }),
  "shm-size": ({ override }) => ({ "shm-size": override.value }),
  network: ({ override }) => ({ network: override.value }),
  args: (change) => ({ args: withEntry(change, change.target.args, "name", "value") }),
  contexts: (change) => ({ contexts: withEntry(change, change.target.contexts, "name", "value") }),
  labels: (change) => ({ labels: withEntry(change, change.target.labels, "name", "value") }),
  "extra-hosts": (change) => ({
    "extra-hosts": withEntry(change, change.target["extra-hosts"], "hostname", "ip"),
  }),
  resources: ({ target, entry = "", override }) => ({
    resources: withResource(target.resources ?? {}, entry, override.value),
  }),
  tags: ({ target, override }) => ({ tags: replaced(target.tags, override, [...override.values]) }),
  platform: ({ target, override }) => ({
    platforms: replaced(target.platforms, override, [...override.values]),
  }),
  // Buildx loses the values of these two.
  "no-cache-filter": ({ target, override }) => ({
    "no-cache-filter": override.append ? target["no-cache-filter"] : [],
  }),
  ulimits: ({ target, override }) => ({ ulimits: override.append ? target.ulimits : [] }),
  "cache-from": (change) => {
    const caches = cachesOf(change, change.target["cache-from"]);
    change.grants.read(localPaths(caches, "src"));
    return { "cache-from": caches };
  },
  "cache-to": (change) => {
    const caches = cachesOf(change, change.target["cache-to"]);
    change.grants.write(localPaths(caches, "dest"));
    return { "cache-to": caches };
  },
  policy: ({ target, override }) => ({
    policy: [...(override.append ? (target.policy ?? []) : []), ...override.values.map(parsePolicy)],
  }),
  secrets: ({ target, override, granted }) => {
    const given = listed(override, parseSecret, "outputs");
    for (const { id = "" } of given) granted.add(id);
    return { secret: replaced(target.secret, override, given, dedupeSecrets) };
  },
  ssh: ({ target, override, grants }) => {
    const ssh = replaced(target.ssh, override, listed(override, parseSsh, "outputs"), dedupeSsh);
    grants.read(ssh.flatMap(({ paths = [] }) => paths));
    return { ssh };
  },
  output: ({ target, override, grants }) => {
    const output = replaced(target.output, override, listed(override, parseOutput, "outputs"), dedupeOutputs);
    grants.write(output.map(({ dest }) => dest || undefined));
    return { output };
  },
  attest: ({ target, override }) => ({
    attest: dedupeAttests([...(target.attest ?? []), ...listed(override, parseAttest, "attest")]),
  }),
  entitlements: ({ target, override, grants }) => {
    grants.entitle(override.values);
    return { entitlements: [...(target.entitlements ?? []), ...override.values] };
  },
  annotations: ({ target, override }) => ({
    annotations: [...(target.annotations ?? []), ...override.values],
  }),
  "no-cache": (change) => ({ "no-cache": flag(change) }),
  pull: (change) => ({ pull: flag(change) }),
  push: (change) => ({ output: withPush(change.target.output ?? [], flag(change)) }),
  load: (change) => (flag(change) ? { output: withLoad(change.target.output ?? []) } : {}),
};

function change(given: Change): Partial<BakeTarget> {
  const apply = Object.hasOwn(appliers, given.attribute) ? appliers[given.attribute] : undefined;
  if (apply === undefined) {
    const hint = nearHint(given.attribute, Object.keys(appliers));
    throw definitionError(`unknown key: ${given.attribute}`, undefined, hint);
  }
  return apply(given);
}

function withEntry<V>(
  { attribute, entry, override }: Change,
  map: Readonly<Record<string, V>> | undefined,
  name: string,
  value: string,
): Readonly<Record<string, V | string>> {
  if (entry === undefined) {
    throw definitionError(`invalid format for ${attribute}, expecting ${attribute}.<${name}>=<${value}>`);
  }
  return { ...map, ...Object.fromEntries([[entry, override.value]]) };
}

function replaced<T>(
  base: readonly T[] | undefined,
  { append }: Override,
  given: readonly T[],
  dedupe: (values: readonly T[]) => readonly T[] = (values) => values,
): readonly T[] {
  return append && base !== undefined ? dedupe([...base, ...given]) : given;
}

function cachesOf({ override }: Change, base: readonly BakeCache[] | undefined): readonly BakeCache[] {
  return replaced(base, override, override.values.flatMap(parseCaches), dedupeCaches);
}

function localPaths(caches: readonly BakeCache[], attribute: "src" | "dest"): (string | undefined)[] {
  return caches.filter(({ type }) => type === "local").map(({ attrs }) => attrs[attribute]);
}

/** The values read, blanks left out. */
function listed<T>({ values }: Override, parse: (text: string) => T, what: string): T[] {
  try {
    return values.filter((text) => text !== "").map(parse);
  } catch (cause) {
    throw definitionError(`invalid value for ${what}: ${SlipwayError.from(cause).message}`, cause);
  }
}

function flag({ attribute, override }: Change): boolean {
  const value = parseGoBool(override.value);
  if (value === undefined)
    throw definitionError(`invalid value ${override.value} for boolean key ${attribute}`);
  return value;
}
