import { remoteKind } from "../../util/remote-context.js";
import { policyError, policyName } from "../context/policy-file.js";
import type { BuildPlan } from "../plan/build-plan.js";

/**
 * Refuses a build whose Dockerfile lies in a context that the daemon fetches, with a policy beside it; see
 * `refusePolicy`.
 *
 * @throws SlipwayError `unsupported`; what reaching the daemon throws.
 */
export async function refuseRemotePolicy(plan: BuildPlan): Promise<void> {
  const { main, options, shares, daemons, inputs } = plan;
  const [first] = shares;
  const { context } = options;
  // An archive that was handed over has no place for a policy, as in Buildx.
  if (first === undefined || typeof context !== "string" || remoteKind(context) === undefined) return;
  if (main.localDirectory !== undefined || main.directories.has("dockerfile")) return;
  const access = { ...daemons, signal: options.signal };
  const remote = { url: context, services: inputs };
  const name = policyName(main);
  const { remoteContextHas } = await import("../daemon/remote-policy.js");
  if (await remoteContextHas(first.node, remote, name, access)) throw policyError(name);
}
