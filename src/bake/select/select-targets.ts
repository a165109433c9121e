import { compileGlob } from "../../buildkit/session/filesync/patterns/glob.js";
import { compareText } from "../../util/compare-text.js";
import { quoteGo } from "../../util/go-quote.js";
import { definitionError } from "../attributes/definition-error.js";
import type { OverrideGrants } from "../overrides/grants.js";
import { parseOverrides } from "../overrides/parse-overrides.js";
import { type BakeDefinition, type BakeGroup, type BakeTarget, targetNameOf } from "../targets/target.js";
import { GroupExpander } from "./expand-groups.js";
import { loadLinks } from "./load-links.js";
import { TargetResolver } from "./resolve-target.js";

/** What is to be built. */
export interface Selection {
  /** Names and patterns of targets and groups. */
  readonly targets: readonly string[];
  /** Changes in the form of `--set`. */
  readonly overrides: readonly string[];
  /** Gives `--set *.args.NAME` its value; undefined where the environment must not be looked at. */
  readonly lookup: ((name: string) => string | undefined) | undefined;
}

/** The targets that were asked for, and those that they are built from, in their final form. */
export interface SelectedTargets extends BakeDefinition {
  /** Names of targets that are built for others alone. */
  readonly linked: ReadonlySet<string>;
  /** The names that were asked for, patterns expanded. */
  readonly requested: readonly string[];
  /** What the overrides allow. */
  readonly grants: readonly OverrideGrants[];
}

/**
 * Picks targets out of definitions and gives them their final form.
 *
 * @throws SlipwayError `invalid-argument` for unknown targets, wrong overrides and links in a circle.
 */
export function selectTargets(
  definition: BakeDefinition,
  { targets, overrides, lookup }: Selection,
): SelectedTargets {
  const requested = [...new Set(targets.flatMap((name) => matching(targetNameOf(name), definition)))];
  const names = definition.targets.map(({ name }) => name);
  const resolver = new TargetResolver(
    definition.targets,
    parseOverrides(overrides, names, lookup),
    definition.groups.map(({ name }) => name),
  );
  const expander = new GroupExpander(definition.groups);
  const selected = new Map<string, BakeTarget>();
  const groups = new Map<string, BakeGroup>();
  for (const name of requested) {
    const expansion = expander.expand(name);
    for (const target of expansion.targets) selected.set(target, resolver.resolve(target));
    for (const group of expansion.groups) {
      const found = expander.group(group);
      if (found !== undefined) groups.set(group, found);
    }
  }
  addDefaultGroup(groups, requested);
  const linked = loadLinks(selected, (name) => resolver.resolve(name));
  return {
    groups: [...groups.values()],
    targets: [...selected.values()],
    linked,
    requested,
    grants: resolver.grants,
  };
}

function matching(pattern: string, { groups, targets }: BakeDefinition): readonly string[] {
  if (!/[*?[\]]/.test(pattern)) return [pattern];
  const glob = compileGlob(pattern, false);
  const names = [...groups, ...targets].map(({ name }) => name).filter((name) => glob?.test(name));
  if (names.length > 0) return names;
  throw definitionError(`could not find any target matching ${quoteGo(pattern)}`);
}

/** The group `default` lists all that was asked for. */
function addDefaultGroup(groups: Map<string, BakeGroup>, requested: readonly string[]): void {
  const own = groups.get("default");
  const added = requested.filter((name) => name !== "default" || own === undefined);
  const given = own ?? { name: "default", targets: [] };
  const targets = [...new Set([...given.targets, ...added])].sort(compareText);
  groups.set("default", { ...given, targets });
}
