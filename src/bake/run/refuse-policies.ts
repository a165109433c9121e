import { SlipwayError } from "../../errors/index.js";
import type { BakeTarget } from "../targets/target.js";

/**
 * Refuses targets that name policies: they are not evaluated, and to build as if there were none would let through what
 * their author forbids.
 *
 * @throws SlipwayError `unsupported`.
 */
export function refusePolicies(targets: readonly BakeTarget[]): void {
  for (const { name, policy = [] } of targets) {
    if (policy.some(({ disabled }) => disabled)) continue;
    const [file] = policy.flatMap(({ files }) => files);
    if (file === undefined) continue;
    throw new SlipwayError(
      "unsupported",
      `target ${name} has the policy ${file}, and policies cannot be evaluated`,
      {
        hint: "use Buildx itself for this build, or pass --policy=disabled=true to build without policies",
        details: { target: name, policy: file },
      },
    );
  }
}
