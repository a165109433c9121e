import { isUtf8 } from "node:buffer";
import { posix } from "node:path";
import type { NamedObject } from "../../../kube/index.js";
import { annotationsOf, type WorkloadPlan } from "./plan.js";

/** A ConfigMap of a node and where its files go. */
export interface ConfigMount {
  /** Name of the volume. */
  readonly volume: string;
  /** Directory in the container. */
  readonly path: string;
  readonly configMap: NamedObject;
}

const root = "/etc/buildkit";

/** The node's configuration: a ConfigMap for each directory, since one has no room for others. */
export function configMounts(plan: WorkloadPlan): readonly ConfigMount[] {
  const directories = [...new Set([...plan.files.keys()].map((path) => posix.dirname(path)))].sort();
  let number = 0;
  return directories.map((directory) => {
    const volume = directory === "." ? "config" : `config-${++number}`;
    const files = [...plan.files].filter(([path]) => posix.dirname(path) === directory);
    return { volume, path: posix.join(root, directory), configMap: configMap(plan, volume, files) };
  });
}

function configMap(
  plan: WorkloadPlan,
  volume: string,
  files: readonly (readonly [string, Uint8Array])[],
): NamedObject {
  const annotations = annotationsOf(plan);
  const entries = (texts: boolean) =>
    files
      .filter(([, content]) => isUtf8(content) === texts)
      .map(([path, content]) => [
        posix.basename(path),
        Buffer.from(content).toString(texts ? "utf8" : "base64"),
      ]);
  const [data, binaryData] = [entries(true), entries(false)];
  const object = {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: `${plan.name}-${volume}`, ...(annotations === undefined ? {} : { annotations }) },
    ...(data.length === 0 ? {} : { data: Object.fromEntries(data) }),
    ...(binaryData.length === 0 ? {} : { binaryData: Object.fromEntries(binaryData) }),
  };
  return object;
}
