import type { BuilderOptions } from "../../builder/index.js";
import { SlipwayError } from "../../errors/index.js";
import { explain } from "../../explain/index.js";
import { keyOf } from "../catalog/build-entry.js";
import type { ExplainedCause, Explanation } from "../contract/index.js";
import type { FollowedBuild } from "./followed-build.js";
import { maskedExplanation } from "./masked-explanation.js";

/**
 * Why the steps of a build ran, as it may be shown.
 *
 * @param bundled it is one of a bundle, of which nothing is noted here
 * @throws SlipwayError `not-found` for a build that runs yet, what a daemon reports.
 */
export async function explainBuild(
  build: FollowedBuild,
  bundled: boolean,
  options: BuilderOptions,
): Promise<Explanation> {
  if (build.entry.live)
    throw new SlipwayError("not-found", "the build runs: it is explained when it has ended");
  if (!bundled) return maskedExplanation(await explain(undefined, keyOf(build.entry), options), build.mask);
  await build.done;
  const { steps } = await build.document();
  const known = steps.filter(({ kind, place }) => place !== undefined && kind !== "image");
  const cause: ExplainedCause = {
    kind: "unknown",
    certainty: "unknown",
    message: "the build is one of a bundle, which does not tell what was built before",
  };
  return {
    steps: known
      .filter(({ cached, state }) => !cached && state === "done")
      .map(({ name, digest, duration }) => ({
        name,
        digest,
        took: Math.round(duration),
        cause,
        root: digest,
      })),
    cached: known.filter(({ cached }) => cached).length,
  };
}
