import type { BuilderNode } from "../../builder/types.js";
import { prefixed, SlipwayError } from "../../errors/index.js";
import { matchesPlatform, normalizePlatform, type Platform } from "../../oci/platform.js";

/** Which platforms one node builds; none lets its daemon choose. */
export interface NodeShare {
  readonly node: BuilderNode;
  readonly platforms: readonly Platform[];
}

/** Platforms a node is known to build for, fixed ones first. */
export type PlatformsOf = (node: BuilderNode) => Promise<readonly Platform[]>;

/**
 * Shares the requested platforms out between a builder's nodes. A node that names the platform itself wins over one
 * that can merely run it, an earlier node over a later one; what no node claims goes to the first.
 *
 * @param platformsOf asks a node's daemon (booting it); called only when there is a choice to make.
 * @throws SlipwayError `not-found` without a node; when none is usable, why the last one is not.
 */
export async function planNodes(
  nodes: readonly BuilderNode[],
  platforms: readonly Platform[],
  platformsOf: PlatformsOf,
): Promise<NodeShare[]> {
  const usable = nodes.filter(({ driver }) => driver !== undefined);
  const [first] = usable;
  if (first === undefined) {
    const last = nodes.findLast(({ error }) => error !== undefined);
    if (last !== undefined) {
      throw prefixed(SlipwayError.from(last.error), `node ${last.name} cannot be used: `);
    }
    throw new SlipwayError("not-found", "no valid drivers found: no drivers found");
  }
  if (usable.length === 1 || platforms.length === 0) return [{ node: first, platforms }];
  const declared = usable.map((node) => ({ node, platforms: node.fixedPlatforms }));
  const exact = platforms.map((platform) => findNode(declared, platform, "strict"));
  if (exact.every((node) => node !== undefined)) return group(platforms, exact, first);
  const known = await Promise.all(usable.map(async (node) => ({ node, platforms: await platformsOf(node) })));
  const chosen = platforms.map(
    (platform) => findNode(known, platform, "strict") ?? findNode(known, platform, "compatible"),
  );
  return group(platforms, chosen, first);
}

function findNode(
  candidates: readonly NodeShare[],
  platform: Platform,
  mode: "strict" | "compatible",
): BuilderNode | undefined {
  const wanted = normalizePlatform(platform);
  return candidates.find(({ platforms }) =>
    platforms.some((offered) => matchesPlatform(wanted, offered, mode)),
  )?.node;
}

function group(
  platforms: readonly Platform[],
  nodes: readonly (BuilderNode | undefined)[],
  fallback: BuilderNode,
): NodeShare[] {
  const shares = new Map<BuilderNode, Platform[]>();
  platforms.forEach((platform, index) => {
    const node = nodes[index] ?? fallback;
    shares.set(node, [...(shares.get(node) ?? []), platform]);
  });
  return [...shares].map(([node, share]) => ({ node, platforms: share }));
}
