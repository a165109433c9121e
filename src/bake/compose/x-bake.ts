import { type BakeCache, dedupeCaches, parseCaches } from "../attributes/cache.js";
import { definitionError } from "../attributes/definition-error.js";
import { dedupeOutputs, parseOutput } from "../attributes/output.js";
import { dedupeSecrets, parseSecret } from "../attributes/secret.js";
import { dedupeSsh, parseSsh, sortSsh } from "../attributes/ssh.js";
import type { BakeTarget } from "../targets/target.js";
import { type ComposeMap, type ComposeValue, goText, isList, isMap } from "./compose-value.js";
import { targetContexts } from "./target-contexts.js";

/**
 * A target with what the `x-bake` of its build adds. Unknown keys are passed over.
 *
 * @throws SlipwayError `invalid-argument` for values of the wrong type.
 */
export function withXBake(target: BakeTarget, extension: ComposeValue | undefined): BakeTarget {
  if (extension === undefined || extension === null) return target;
  if (!isMap(extension)) throw cannotUnmarshal(extension, "bake.xbake");
  const list = (key: string) => textList(extension, key);
  const tags = list("tags");
  const platforms = list("platforms");
  const filter = list("no-cache-filter");
  const ssh = list("ssh").filter(Boolean).map(parseSsh);
  return {
    ...target,
    tags: extended(target.tags, tags, uniqueTexts),
    platforms: extended(target.platforms, platforms, uniqueTexts),
    "no-cache-filter": extended(target["no-cache-filter"], filter, uniqueTexts),
    "cache-from": extended(target["cache-from"], list("cache-from").flatMap(parseCaches), dedupeCaches),
    "cache-to": extended<BakeCache>(target["cache-to"], list("cache-to").flatMap(parseCaches), dedupeCaches),
    secret: extended(target.secret, list("secret").filter(Boolean).map(parseSecret), dedupeSecrets),
    ssh: extended(target.ssh, ssh, (entries) => sortSsh(dedupeSsh(entries))),
    output: extended(target.output, list("output").filter(Boolean).map(parseOutput), dedupeOutputs),
    pull: flag(extension, "pull") ?? target.pull,
    "no-cache": flag(extension, "no-cache") ?? target["no-cache"],
    contexts: withContexts(target.contexts, extension.get("contexts")),
  };
}

function uniqueTexts(values: readonly string[]): readonly string[] {
  return [...new Set(values)];
}

function extended<T>(
  base: readonly T[] | undefined,
  added: readonly T[],
  dedupe: (values: readonly T[]) => readonly T[],
): readonly T[] | undefined {
  return added.length === 0 ? base : dedupe([...(base ?? []), ...added]);
}

/** A list of texts, or a text whose words are the list. */
function textList(map: ComposeMap, key: string): string[] {
  const value = map.get(key) ?? null;
  if (value === null) return [];
  if (isMap(value)) throw cannotUnmarshal(value, "string");
  if (!isList(value)) return words(goText(value));
  return value.map((item) => {
    if (isMap(item) || isList(item)) throw cannotUnmarshal(value, "string");
    return item === null ? "" : goText(item);
  });
}

function words(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== "");
}

function flag(map: ComposeMap, key: string): boolean | undefined {
  const value = map.get(key) ?? null;
  if (value === null) return undefined;
  if (typeof value === "boolean") return value;
  // The words of YAML 1.1, where a boolean is wanted.
  if (typeof value === "string" && /^(?:y|Y|yes|on)$/.test(value)) return true;
  if (typeof value === "string" && /^(?:n|N|no|off)$/.test(value)) return false;
  throw cannotUnmarshal(value, "bool");
}

function withContexts(base: BakeTarget["contexts"], value: ComposeValue | undefined): BakeTarget["contexts"] {
  if (value === undefined || value === null) return base;
  if (!isMap(value)) throw cannotUnmarshal(value, "bake.stringMap");
  const added = targetContexts(
    new Map([...value].map(([name, item]) => [name, item === null ? "" : goText(item)])),
  );
  return { ...added, ...base };
}

const TAGS: Readonly<Record<string, string>> = { bigint: "!!int", number: "!!float", boolean: "!!bool" };

function cannotUnmarshal(value: ComposeValue, type: string) {
  const kind = isMap(value) ? "!!map" : isList(value) ? "!!seq" : (TAGS[typeof value] ?? "!!str");
  const shown = isMap(value) || isList(value) ? "" : ` \`${goText(value)}\``;
  return definitionError(`yaml: unmarshal errors:\n  line 1: cannot unmarshal ${kind}${shown} into ${type}`);
}
