import { SlipwayError } from "../../errors/index.js";
import type { BuildPlan } from "./build-plan.js";

/** The part of a plan that links look at. */
export type LinkedPlan = Pick<BuildPlan, "name" | "shares"> & {
  readonly named: Pick<BuildPlan["named"], "attrs">;
  readonly flags?: Pick<BuildPlan["flags"], "call"> | undefined;
};

/** A named context that stands for another target's result. */
export interface TargetContext {
  /** The frontend's attribute, `context:NAME`. */
  readonly attr: string;
  /** The other target's name. */
  readonly target: string;
}

const CONTEXT = "context:";
const TARGET = "target:";

/**
 * The contexts of a plan that are results of other targets. Calls make no results, so that their frontends are left to say
 * that they cannot use such a context.
 */
export function targetContexts({ named, flags }: Pick<LinkedPlan, "named" | "flags">): TargetContext[] {
  if (flags?.call !== undefined) return [];
  return Object.entries(named.attrs)
    .filter(([attr, value]) => attr.startsWith(CONTEXT) && value.startsWith(TARGET))
    .map(([attr, value]) => ({ attr, target: value.slice(TARGET.length) }));
}

/** The targets that values of named contexts stand for. */
export function targetNames(values: Iterable<string>): string[] {
  return [...values].filter((value) => value.startsWith(TARGET)).map((value) => value.slice(TARGET.length));
}

/**
 * Which targets are built from which: by name, every target's dependants.
 *
 * @throws SlipwayError `not-found` for a context that names no target, `unsupported` when a target and what it is built
 * from have a node of their own each, `invalid-argument` for targets that are built from one another.
 */
export function linkTargets(plans: readonly LinkedPlan[]): ReadonlyMap<string, readonly string[]> {
  const byName = new Map(plans.map((plan) => [plan.name, plan]));
  const dependants = new Map<string, string[]>(plans.map(({ name }) => [name, []]));
  for (const plan of plans) {
    for (const { attr, target } of targetContexts(plan)) {
      const context = attr.slice(CONTEXT.length);
      const other = byName.get(target);
      if (other === undefined) {
        throw new SlipwayError("not-found", `failed to find target ${target} for context ${context}`);
      }
      checkNodes(plan, other, context);
      const known = dependants.get(target);
      if (known?.includes(plan.name) === false) known.push(plan.name);
    }
  }
  refuseCircles(dependants);
  return dependants;
}

function checkNodes(plan: LinkedPlan, other: LinkedPlan, context: string): void {
  const offered = new Set(other.shares.map(({ node }) => node.name));
  if (plan.shares.every(({ node }) => offered.has(node.name))) return;
  throw new SlipwayError(
    "unsupported",
    `failed to use ${other.name} as context ${context} for ${plan.name} because targets build with different drivers`,
  );
}

/** Takes away, again and again, what nothing is built from; what stays goes round in a circle. */
function refuseCircles(dependants: ReadonlyMap<string, readonly string[]>): void {
  const left = new Map([...dependants].map(([name, names]) => [name, new Set(names)]));
  const free = [...left].filter(([, names]) => names.size === 0).map(([name]) => name);
  for (let name = free.pop(); name !== undefined; name = free.pop()) {
    left.delete(name);
    for (const [other, names] of left) if (names.delete(name) && names.size === 0) free.push(other);
  }
  const [stuck] = left.keys();
  if (stuck === undefined) return;
  const name = inCircle(stuck, left);
  const [other = name] = left.get(name) ?? [];
  throw new SlipwayError("invalid-argument", `infinite loop from ${other} to ${name}`);
}

/** What is stuck may only lead to a circle: it is found by going on until something comes again. */
function inCircle(stuck: string, left: ReadonlyMap<string, ReadonlySet<string>>): string {
  const seen = new Set<string>();
  let name = stuck;
  while (!seen.has(name)) {
    seen.add(name);
    [name = stuck] = left.get(name) ?? [];
  }
  return name;
}
