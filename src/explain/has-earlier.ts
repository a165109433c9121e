import { resolve } from "node:path";
import type { BuildState } from "../builder/index.js";
import type { BuildRecord } from "../history/index.js";

type NamedBuild = Pick<BuildRecord, "ref" | "name" | "createdAt">;

/**
 * Whether one of the builds is an earlier one of the same target as the build of that id. Two checkouts are called the
 * same, and only what this machine knows of where builds were started from tells them apart.
 *
 * @param stateOf what this machine knows of a build
 */
export async function hasEarlier(
  builds: readonly NamedBuild[],
  ref: string,
  stateOf: (ref: string) => Promise<BuildState | undefined>,
): Promise<boolean> {
  const own = builds.find((build) => build.ref === ref);
  const state = await stateOf(ref);
  if (own === undefined || state === undefined) return false;
  const earlier = builds.filter(({ name, createdAt }) => name === own.name && createdAt < own.createdAt);
  for (const build of earlier) if (isSamePlace(state, await stateOf(build.ref))) return true;
  return false;
}

function isSamePlace(one: BuildState, other: BuildState | undefined): boolean {
  return one.localPath === other?.localPath && dockerfileOf(one) === dockerfileOf(other);
}

/** Buildx says nothing of the usual one. */
function dockerfileOf({ localPath, dockerfilePath }: BuildState): string {
  return resolve(localPath, dockerfilePath || "Dockerfile");
}
