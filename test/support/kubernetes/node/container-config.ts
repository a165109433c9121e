import type { Container, KubeObject, Pod } from "../api/objects.js";
import { parseQuantity } from "../api/quantities.js";
import type { Cluster } from "../cluster.js";
import { bindsOf } from "./volumes.js";

/** What a container lacks before it can be made, in the kubelet's words. */
export class ConfigError extends Error {}

/** The engine's description of a pod's container. Throws a {@link ConfigError}. */
export function containerConfig(
  cluster: Cluster,
  pod: Pod,
  container: Container,
  sources: ReadonlyMap<string, string>,
  network: string,
): Record<string, unknown> {
  const { image, command, args, workingDir, resources, tty, stdin } = container;
  const context = { ...pod.spec.securityContext, ...container.securityContext };
  const joined = network.startsWith("container:") || network === "host";
  return {
    Image: image,
    ...(command?.length ? { Entrypoint: command } : {}),
    ...(args?.length ? { Cmd: args } : {}),
    Env: environment(cluster, pod, container),
    ...(workingDir ? { WorkingDir: workingDir } : {}),
    ...(context.runAsUser === undefined ? {} : { User: userOf(context) }),
    ...(joined ? {} : { Hostname: (pod.spec.hostname ?? pod.metadata.name).slice(0, 63) }),
    Tty: tty === true,
    OpenStdin: stdin === true,
    Labels: { ...cluster.labels, "io.kubernetes.pod.name": pod.metadata.name },
    HostConfig: {
      Privileged: context.privileged === true,
      ReadonlyRootfs: context.readOnlyRootFilesystem === true,
      Binds: bindsOf(container, pod, sources),
      NetworkMode: network,
      CapAdd: context.capabilities?.add ?? [],
      CapDrop: context.capabilities?.drop ?? [],
      SecurityOpt: securityOptions(pod, container),
      ...limitsOf(resources),
    },
  };
}

function userOf({ runAsUser, runAsGroup }: { runAsUser?: number; runAsGroup?: number }): string {
  return runAsGroup === undefined ? String(runAsUser) : `${runAsUser}:${runAsGroup}`;
}

function environment(cluster: Cluster, { metadata }: Pod, { env = [] }: Container): string[] {
  return env.map(({ name, value, valueFrom }) => {
    const wanted = valueFrom?.configMapKeyRef;
    if (wanted === undefined) return `${name}=${value ?? ""}`;
    const map = cluster.store.find<KubeObject>("configmaps", metadata.namespace, wanted.name);
    if (map === undefined) throw new ConfigError(`configmap "${wanted.name}" not found`);
    const found = map.data?.[wanted.key];
    if (found === undefined)
      throw new ConfigError(
        `couldn't find key ${wanted.key} in ConfigMap ${metadata.namespace}/${wanted.name}`,
      );
    return `${name}=${found}`;
  });
}

/** Without a profile a cluster's container has no seccomp filter, as long as the kubelet is not told otherwise. */
function securityOptions({ metadata, spec }: Pod, { name, securityContext }: Container): string[] {
  const seccomp =
    (securityContext?.seccompProfile ?? spec.securityContext?.seccompProfile)?.type ?? "Unconfined";
  const annotation = metadata.annotations?.[`container.apparmor.security.beta.kubernetes.io/${name}`];
  const apparmor = securityContext?.appArmorProfile?.type ?? annotation;
  return [
    ...(seccomp === "Unconfined" ? ["seccomp=unconfined"] : []),
    ...(apparmor?.toLowerCase() === "unconfined" ? ["apparmor=unconfined"] : []),
  ];
}

function limitsOf(resources: Container["resources"]): Record<string, number> {
  const { cpu, memory } = resources?.limits ?? {};
  return {
    ...(cpu === undefined ? {} : { NanoCpus: Math.round(parseQuantity(cpu) * 1e9) }),
    ...(memory === undefined ? {} : { Memory: parseQuantity(memory), MemorySwap: parseQuantity(memory) }),
  };
}
