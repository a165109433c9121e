import { SlipwayError } from "../../errors/index.js";
import type { TlsSettings } from "../../oci/registry/index.js";
import { fieldOf } from "../../util/json-value.js";
import { parseToml } from "../../util/parse-toml.js";
import type { BuilderNode } from "../types.js";

/** How a registry is reached by what a builder's configuration says of it. */
export interface RegistrySettings {
  readonly plainHttp?: boolean;
  readonly tls?: TlsSettings;
}

const CONFIG_FILE = "buildkitd.toml";
const CONFIG_DIRECTORY = "/etc/buildkit/";

/**
 * What a node's buildkitd.toml says of a registry under `[registry."HOST"]`: `http`, `insecure`, `ca` and `keypair`.
 * Certificates come from the files that were stored with it. Mirrors are not for pushing, so they do not count.
 *
 * @throws SlipwayError `corrupt-state` when it is no TOML.
 */
export async function registrySettings(
  node: BuilderNode | undefined,
  host: string,
): Promise<RegistrySettings> {
  const config = node?.files.get(CONFIG_FILE);
  if (node === undefined || config === undefined) return {};
  const parsed = await parseToml(new TextDecoder().decode(config)).catch((error: Error) => {
    throw new SlipwayError(
      "corrupt-state",
      `the ${CONFIG_FILE} of node ${node.name} is damaged: ${error.message}`,
      {
        cause: error,
        hint: "create the builder anew with a correct --buildkitd-config",
      },
    );
  });
  const registry = fieldOf(fieldOf(parsed, "registry"), host);
  const read = (path: unknown) => fileText(node, path);
  const authorities = listOf(fieldOf(registry, "ca")).flatMap((path) => read(path) ?? []);
  const [pair] = listOf(fieldOf(registry, "keypair"));
  const cert = read(fieldOf(pair, "cert"));
  const key = read(fieldOf(pair, "key"));
  const tls: TlsSettings = {
    ...(authorities.length === 0 ? {} : { ca: authorities }),
    ...(cert === undefined || key === undefined ? {} : { certificate: { cert, key } }),
    ...(fieldOf(registry, "insecure") === true ? { skipVerify: true } : {}),
  };
  return {
    ...(fieldOf(registry, "http") === true ? { plainHttp: true } : {}),
    ...(Object.keys(tls).length === 0 ? {} : { tls }),
  };
}

function fileText(node: BuilderNode, path: unknown): string | undefined {
  if (typeof path !== "string" || !path.startsWith(CONFIG_DIRECTORY)) return undefined;
  const content = node.files.get(path.slice(CONFIG_DIRECTORY.length));
  return content === undefined ? undefined : new TextDecoder().decode(content);
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
