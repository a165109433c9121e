import type { BuilderNode } from "../../builder/index.js";
import { parseToml } from "../../util/parse-toml.js";
import type { Finding, Probe } from "../findings/types.js";
import { askRegistry, usesProxy } from "./ask-registry.js";

/** Whether the mirrors that builders read from answer. */
export const mirrorsProbe: Probe = {
  area: "network",
  what: "the mirrors",
  look: async ({ builders, env, signal }) => {
    if (usesProxy(env)) return [];
    const wanted = new Map<string, string>();
    for (const { name, nodes } of await builders) {
      for (const node of nodes) for (const mirror of await readMirrors(node)) wanted.set(mirror, name);
    }
    const found = await Promise.all(
      [...wanted].map(async ([mirror, builder]): Promise<Finding[]> => {
        const answer = await askRegistry(mirror, undefined, signal);
        if (answer.kind !== "unreachable") return [];
        return [
          {
            area: "network",
            severity: "error",
            cause: `the mirror ${mirror} of builder ${builder} does not answer: ${answer.reason}`,
            remedy: `slipway create --reconfigure ${builder} --buildkitd-config FILE, without the mirror`,
          },
        ];
      }),
    );
    return found.flat();
  },
};

/** Host and port of every mirror of a node's configuration. */
export async function readMirrors({ files }: Pick<BuilderNode, "files">): Promise<string[]> {
  const config = files.get("buildkitd.toml");
  if (config === undefined) return [];
  const parsed = await parseToml(Buffer.from(config).toString("utf8"), { integersAsBigInt: true }).catch(
    () => ({}),
  );
  const registries: unknown = Reflect.get(parsed, "registry");
  return Object.values(Object(registries)).flatMap((registry) => {
    const mirrors: unknown = Object(registry).mirrors;
    if (!Array.isArray(mirrors)) return [];
    return mirrors.flatMap((mirror) => (typeof mirror === "string" ? (mirror.split("/")[0] ?? []) : []));
  });
}
