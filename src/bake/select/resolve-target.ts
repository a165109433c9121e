import type { SlipwayError } from "../../errors/index.js";
import { nearHint } from "../../util/suggest-name.js";
import { definitionError } from "../attributes/definition-error.js";
import { applyOverrides } from "../overrides/apply-overrides.js";
import type { OverrideGrants } from "../overrides/grants.js";
import type { TargetOverrides } from "../overrides/parse-overrides.js";
import { mergeTargets } from "../targets/merge-targets.js";
import { normalizeTarget } from "../targets/normalize-target.js";
import type { BakeTarget } from "../targets/target.js";

/** Targets may inherit from each other so deep; each level takes stack. */
const MAX_DEPTH = 1_000;

/** Applies inheritance and overrides. */
export class TargetResolver {
  readonly #targets: ReadonlyMap<string, BakeTarget>;
  readonly #groups: readonly string[];
  readonly #overrides: ReadonlyMap<string, TargetOverrides>;
  /** Results that do not depend on where the walk began. */
  readonly #known = new Map<string, BakeTarget>();
  readonly #grants: OverrideGrants[] = [];
  #circles = 0;

  /** @param groups names that are suggested in place of one that nobody defines */
  constructor(
    targets: readonly BakeTarget[],
    overrides: ReadonlyMap<string, TargetOverrides>,
    groups: readonly string[] = [],
  ) {
    this.#groups = groups;
    this.#targets = new Map(targets.map((target) => [target.name, target]));
    this.#overrides = overrides;
  }

  /** What the overrides of the targets that were resolved allow. */
  get grants(): readonly OverrideGrants[] {
    return this.#grants;
  }

  /**
   * A target in its final form.
   *
   * @throws SlipwayError `invalid-argument`: `failed to find target X`, wrong overrides.
   */
  resolve(name: string): BakeTarget {
    const { inherits: _, ...target } = this.#resolve(name, new Map(), 0) ?? { name };
    return {
      ...target,
      context: target.context ?? target.defaultContext ?? ".",
      dockerfile: target.dockerfile || "Dockerfile",
    };
  }

  /** Undefined for a target that is being resolved: it inherits from itself, and gives nothing. */
  #resolve(
    name: string,
    visited: Map<string, BakeTarget | undefined>,
    depth: number,
  ): BakeTarget | undefined {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    if (visited.has(name)) {
      // What is being resolved is a circle, and what was resolved on the way round depends on where that began.
      this.#circles++;
      return visited.get(name);
    }
    if (depth > MAX_DEPTH) throw definitionError(`target ${name} inherits through too many others`);
    visited.set(name, undefined);
    const own = this.#targets.get(name);
    if (own === undefined) throw this.#missing(name);
    const circles = this.#circles;
    let merged: BakeTarget = { name };
    for (const parent of own.inherits ?? []) {
      const resolved = this.#resolve(parent, visited, depth + 1);
      if (resolved !== undefined) merged = mergeTargets(merged, { ...resolved, inherits: undefined });
    }
    const resolved = this.#overridden(mergeTargets(merged, own));
    visited.set(name, resolved);
    if (this.#circles === circles) this.#known.set(name, resolved);
    return resolved;
  }

  #missing(name: string): SlipwayError {
    const hint = nearHint(name, [...this.#targets.keys(), ...this.#groups]);
    return definitionError(`failed to find target ${name}`, undefined, hint);
  }

  #overridden(target: BakeTarget): BakeTarget {
    const overrides = this.#overrides.get(target.name);
    if (overrides === undefined) return normalizeTarget(target);
    const { target: changed, grants } = applyOverrides(target, overrides);
    this.#grants.push(grants);
    return normalizeTarget(changed);
  }
}
