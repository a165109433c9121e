import { statSync } from "node:fs";
import { join } from "node:path";
import { SlipwayError } from "../../errors/index.js";
import type { MainContext } from "./context-types.js";

/** What Buildx reads a build's policy from: the Dockerfile's name with this behind it. */
const SUFFIX = ".rego";

/** The name that a build's policy would have, beside its Dockerfile. */
export function policyName({ attrs }: Pick<MainContext, "attrs">): string {
  return `${attrs.filename ?? "Dockerfile"}${SUFFIX}`;
}

/**
 * Refuses a build whose Dockerfile has a policy beside it: policies are not evaluated, and to build as if there were
 * none would let through what its author forbids.
 *
 * @throws SlipwayError `unsupported`.
 */
export function refusePolicy(main: Pick<MainContext, "attrs" | "directories">): void {
  const directory = main.directories.get("dockerfile");
  if (directory === undefined) return;
  const name = policyName(main);
  const isThere =
    directory.kind === "disk"
      ? statSync(join(directory.root, name), { throwIfNoEntry: false }) !== undefined
      : directory.tree.entry(name) !== undefined;
  if (isThere) throw policyError(name);
}

/** The error for a build that has a policy. */
export function policyError(name: string): SlipwayError {
  return new SlipwayError("unsupported", `${name} is a build policy, and policies cannot be evaluated`, {
    hint: "use Buildx itself for this build, or take the file away to build without a policy",
    details: { policy: name },
  });
}
