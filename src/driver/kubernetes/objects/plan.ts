import type { KubernetesOptions } from "../options/options.js";

/** What a node's objects are made from. */
export interface WorkloadPlan {
  /** The name of the Deployment or StatefulSet, and the beginning of the others'. */
  readonly name: string;
  readonly options: KubernetesOptions;
  /** Arguments for the daemon. */
  readonly flags: readonly string[];
  /** Files for /etc/buildkit by their path there. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Platforms that the node was made for, as they are written. */
  readonly platforms: readonly string[];
}

/** Carries the platforms that a node was made for. */
export const platformAnnotation = "buildx.docker.com/platform";

/** What every object of a node is labelled with, and its pods are found by. */
export function labelsOf({ name, options }: WorkloadPlan): Readonly<Record<string, string>> {
  return { app: name, ...options.labels };
}

/** Undefined for none. */
export function annotationsOf({
  options,
  platforms,
}: WorkloadPlan): Readonly<Record<string, string>> | undefined {
  const annotations = {
    ...(platforms.length === 0 ? {} : { [platformAnnotation]: platforms.join(",") }),
    ...(options.rootless ? { "container.apparmor.security.beta.kubernetes.io/buildkitd": "unconfined" } : {}),
    ...options.annotations,
  };
  return Object.keys(annotations).length === 0 ? undefined : annotations;
}
