import { definitionError } from "../attributes/definition-error.js";
import type { BakeTarget } from "../targets/target.js";

const PREFIX = "target:";
/** Links may lead so deep into each other; each level takes stack. */
const MAX_DEPTH = 1_000;

/**
 * Adds the targets that others have as named contexts (`target:NAME`), which are built for them alone, and gives each
 * target the entitlements of those that it is built from.
 *
 * @param targets by name; added to
 * @returns the names of those that were added.
 * @throws SlipwayError `invalid-argument` for links in a circle, and for platforms that do not fit.
 */
export function loadLinks(
  targets: Map<string, BakeTarget>,
  resolve: (name: string) => BakeTarget,
): ReadonlySet<string> {
  const walk = new LinkWalk(targets, resolve);
  for (const name of [...targets.keys()]) walk.follow(name, []);
  return walk.added;
}

class LinkWalk {
  readonly added = new Set<string>();
  readonly #targets: Map<string, BakeTarget>;
  readonly #resolve: (name: string) => BakeTarget;
  readonly #done = new Set<string>();

  constructor(targets: Map<string, BakeTarget>, resolve: (name: string) => BakeTarget) {
    this.#targets = targets;
    this.#resolve = resolve;
  }

  follow(name: string, path: readonly string[]): BakeTarget {
    let target = this.#targets.get(name) ?? this.#add(name);
    if (this.#done.has(name)) return target;
    if (path.length > MAX_DEPTH) throw definitionError(`target ${name} is linked through too many others`);
    for (const link of linksOf(target)) {
      if (link === name) throw definitionError(`target ${link} cannot link to itself`);
      if (path.includes(link)) throw definitionError(`infinite loop from ${name} to ${link}`);
      const linked = this.follow(link, [...path, name]);
      target = withEntitlements(target, linked);
      this.#targets.set(name, target);
      checkPlatforms(target, linked);
    }
    this.#done.add(name);
    return target;
  }

  #add(name: string): BakeTarget {
    const target = { ...this.#resolve(name), output: [{ type: "cacheonly", attrs: {} }] };
    this.#targets.set(name, target);
    this.added.add(name);
    return target;
  }
}

function linksOf({ contexts = {} }: BakeTarget): string[] {
  const links = Object.values(contexts).filter((value) => value.startsWith(PREFIX));
  return links.map((value) => value.slice(PREFIX.length));
}

function withEntitlements(target: BakeTarget, { entitlements = [] }: BakeTarget): BakeTarget {
  return entitlements.length === 0
    ? target
    : { ...target, entitlements: [...new Set([...(target.entitlements ?? []), ...entitlements])] };
}

function checkPlatforms(target: BakeTarget, linked: BakeTarget): void {
  const { platforms = [] } = target;
  const { platforms: offered = [] } = linked;
  if (platforms.length < 2 || offered.length < 2) return;
  if (platforms.every((platform) => offered.includes(platform))) return;
  throw definitionError(
    `target ${linked.name} can't be used by ${target.name} because its platforms [${platforms.join(" ")}] are not a subset of [${offered.join(" ")}]`,
  );
}
