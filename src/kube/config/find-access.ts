import { SlipwayError } from "../../errors/index.js";
import type { KubeAccess } from "./access.js";
import { inClusterAccess } from "./in-cluster.js";
import { type KubeEnv, loadConfig } from "./load-config.js";
import { resolveAccess } from "./resolve-access.js";

/** Which cluster is meant. */
export interface AccessRequest {
  readonly env: KubeEnv;
  /** Paths of kubeconfig files, listed as in `KUBECONFIG`. Default: those of the environment. */
  readonly paths?: string | undefined;
  /** Name of a context. Default: the current one. */
  readonly context?: string | undefined;
}

/**
 * Finds the cluster: by the kubeconfig, else the one that this process runs in.
 *
 * @throws SlipwayError `not-found` when there is none; what is wrong with the kubeconfig.
 */
export async function findAccess({ env, paths, context }: AccessRequest): Promise<KubeAccess> {
  const configured = await configuredAccess({ env, paths, context });
  if (!(configured instanceof SlipwayError)) return configured;
  // A pod has no kubeconfig; a file that was asked for by name and is not there is another matter.
  const inside = paths ? undefined : await inClusterAccess(env);
  if (inside !== undefined) return inside;
  throw configured;
}

async function configuredAccess(request: AccessRequest): Promise<KubeAccess | SlipwayError> {
  try {
    const access = await resolveAccess(await loadConfig(request.env, request.paths), request.context);
    return access ?? noConfiguration();
  } catch (reason) {
    return SlipwayError.from(reason);
  }
}

function noConfiguration(): SlipwayError {
  return new SlipwayError("not-found", "invalid configuration: no configuration has been provided", {
    hint: "say where the cluster is in ~/.kube/config, or in the file that KUBECONFIG names",
  });
}
