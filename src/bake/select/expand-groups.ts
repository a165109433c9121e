import { definitionError } from "../attributes/definition-error.js";
import type { BakeGroup } from "../targets/target.js";

/** Groups may contain each other so deep; each level takes stack. */
const MAX_DEPTH = 1_000;

/** What a name stands for: targets, and the groups on the way to them. */
export interface Expansion {
  readonly targets: readonly string[];
  readonly groups: readonly string[];
}

const nothing: Expansion = { targets: [], groups: [] };

/** Follows groups down to targets. A group inside of itself counts as a target of its name. */
export class GroupExpander {
  readonly #groups: ReadonlyMap<string, BakeGroup>;

  constructor(groups: readonly BakeGroup[]) {
    // Of several with one name the first counts.
    this.#groups = new Map([...groups].reverse().map((group) => [group.name, group]));
  }

  /** The group of a name. */
  group(name: string): BakeGroup | undefined {
    return this.#groups.get(name);
  }

  /**
   * What a name of a group or target stands for.
   *
   * @throws SlipwayError `invalid-argument` for groups that are nested too deeply.
   */
  expand(name: string): Expansion {
    return this.#expand(name, new Map(), 0);
  }

  #expand(name: string, visited: Map<string, Expansion>, depth: number): Expansion {
    const known = visited.get(name);
    if (known !== undefined) return known;
    const group = this.#groups.get(name);
    if (group === undefined) return { targets: [name], groups: [] };
    if (depth > MAX_DEPTH) throw definitionError(`group ${name} is nested too deeply`);
    visited.set(name, nothing);
    const targets = new Set<string>();
    const groups = new Set([name]);
    for (const member of group.targets) {
      const inner = this.#expand(member, visited, depth + 1);
      for (const target of inner.targets.length > 0 ? inner.targets : [member]) targets.add(target);
      for (const nested of inner.groups) groups.add(nested);
    }
    const expansion = { targets: [...targets], groups: [...groups] };
    visited.set(name, expansion);
    return expansion;
  }
}
