import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { engineRequest } from "../../engine.js";
import type { Claim, Container, KubeObject, Pod, Volume } from "../api/objects.js";
import { parseQuantity } from "../api/quantities.js";
import type { Cluster } from "../cluster.js";

/** A volume that cannot be mounted, in the kubelet's words. */
export class MountError extends Error {}

/** The engine's name of a claim's volume: the claim's data outlive its pods. */
export function claimVolume(cluster: Cluster, namespace: string, claim: string): string {
  return `${cluster.id}-claim-${namespace}-${claim}`;
}

/**
 * Makes what a pod mounts: volumes of the engine for empty directories and claims, a directory of this machine for a
 * ConfigMap. Resolves with the source of each by the volume's name. Throws a {@link MountError}.
 */
export async function prepareVolumes(cluster: Cluster, pod: Pod): Promise<ReadonlyMap<string, string>> {
  const sources = new Map<string, string>();
  for (const volume of pod.spec.volumes ?? []) sources.set(volume.name, await prepare(cluster, pod, volume));
  return sources;
}

/** The engine's volume of an empty directory of a pod. */
function emptyDirectory(cluster: Cluster, { metadata }: Pod, volume: string): string {
  return `${cluster.id}-${metadata.uid}-${volume}`;
}

async function prepare(cluster: Cluster, pod: Pod, volume: Volume): Promise<string> {
  const { name, emptyDir, configMap, persistentVolumeClaim } = volume;
  if (emptyDir) {
    const source = emptyDirectory(cluster, pod, name);
    await createVolume(
      cluster,
      source,
      emptyDir.medium === "Memory" ? memoryOptions(emptyDir.sizeLimit) : {},
    );
    return source;
  }
  if (configMap) return writeConfig(cluster, pod, name, configMap);
  if (persistentVolumeClaim) {
    const { namespace = "" } = pod.metadata;
    const { claimName } = persistentVolumeClaim;
    const source = claimVolume(cluster, namespace, claimName);
    if (cluster.store.find<Claim>("persistentvolumeclaims", namespace, claimName)?.status?.phase !== "Bound")
      throw new MountError(`MountVolume.SetUp failed for volume "${name}" : claim ${claimName} is not bound`);
    await createVolume(cluster, source, {});
    return source;
  }
  throw new MountError(`MountVolume.SetUp failed for volume "${name}" : the stand-in has no such source`);
}

function memoryOptions(limit: string | undefined): Record<string, string> {
  const size = limit === undefined ? "" : `,size=${parseQuantity(limit)}`;
  return { type: "tmpfs", device: "tmpfs", o: `mode=0777${size}` };
}

async function createVolume(cluster: Cluster, name: string, options: Record<string, string>): Promise<void> {
  const { status, body } = await engineRequest("POST", "/volumes/create", {
    ...{ Name: name, Driver: "local", DriverOpts: options, Labels: cluster.labels },
  });
  if (status !== 201)
    throw new MountError(`MountVolume.SetUp failed for volume "${name}" : ${JSON.stringify(body)}`);
}

function writeConfig(
  cluster: Cluster,
  { metadata }: Pod,
  volume: string,
  source: NonNullable<Volume["configMap"]>,
): string {
  const found = cluster.store.find<KubeObject>("configmaps", metadata.namespace, source.name);
  if (found === undefined && source.optional !== true)
    throw new MountError(
      `MountVolume.SetUp failed for volume "${volume}" : configmap "${source.name}" not found`,
    );
  const data = found?.data ?? {};
  const items = source.items ?? Object.keys(data).map((key) => ({ key, path: key }));
  const directory = join(cluster.directory, `${metadata.uid}-${volume}`);
  mkdirSync(directory, { recursive: true });
  for (const { key, path } of items) {
    const content = data[key];
    if (content === undefined)
      throw new MountError(
        `MountVolume.SetUp failed for volume "${volume}" : configmap references non-existent config key: ${key}`,
      );
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), content);
  }
  return directory;
}

/** A container's mounts in the engine's form `SOURCE:PATH[:ro]`. */
export function bindsOf(container: Container, pod: Pod, sources: ReadonlyMap<string, string>): string[] {
  return (container.volumeMounts ?? []).map(({ name, mountPath, readOnly, subPath }) => {
    const source = sources.get(name) ?? "";
    const isConfig = pod.spec.volumes?.some((each) => each.name === name && each.configMap !== undefined);
    const path = subPath === undefined ? source : join(source, subPath);
    return `${path}:${mountPath}${readOnly === true || isConfig ? ":ro" : ""}`;
  });
}

/** Removes the empty directories of a pod that is gone. */
export async function removeVolumes(cluster: Cluster, pod: Pod): Promise<void> {
  for (const { name, emptyDir } of pod.spec.volumes ?? [])
    if (emptyDir) await engineRequest("DELETE", `/volumes/${emptyDirectory(cluster, pod, name)}?force=1`);
}
