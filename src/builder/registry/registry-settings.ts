import { SlipwayError } from "../../errors/index.js";
import type { RegistryMirror, TlsSettings } from "../../oci/registry/index.js";
import { fieldOf } from "../../util/json-value.js";
import { parseToml } from "../../util/parse-toml.js";
import type { BuilderNode } from "../types.js";

/** How a registry is reached by what a builder's configuration says of it. */
export interface RegistrySettings {
  readonly plainHttp?: boolean;
  readonly tls?: TlsSettings;
  /** Servers to read from before the registry itself. */
  readonly mirrors?: readonly RegistryMirror[];
}

/** The part of a node that says how registries are reached. */
export type RegistryNode = Pick<BuilderNode, "name" | "files">;

const CONFIG_FILE = "buildkitd.toml";
const CONFIG_DIRECTORY = "/etc/buildkit/";

/**
 * What a node's buildkitd.toml says of a registry under `[registry."HOST"]`: `http`, `insecure`, `ca`, `keypair` and
 * `mirrors`, each of which may have such a table of its own. Certificates come from the files that were stored with it.
 *
 * @throws SlipwayError `corrupt-state` when it is no TOML.
 */
export async function registrySettings(
  node: RegistryNode | undefined,
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
  const registries = fieldOf(parsed, "registry");
  const mirrors = listOf(fieldOf(fieldOf(registries, host), "mirrors")).flatMap((mirror) =>
    typeof mirror === "string" ? mirrorOf(node, registries, mirror) : [],
  );
  return {
    ...hostSettings(node, fieldOf(registries, host)),
    ...(mirrors.length === 0 ? {} : { mirrors }),
  };
}

/** A mirror is `host/path`, and may be written with a scheme, which its own table has the say over. */
function mirrorOf(node: RegistryNode, registries: unknown, text: string): RegistryMirror[] {
  const address = text.replace(/^https?:\/\//, "").replace(/\/+$/, "");
  const [host = ""] = address.split("/");
  if (!URL.canParse(`http://${host}`)) return [];
  return [{ address, ...hostSettings(node, fieldOf(registries, host)) }];
}

function hostSettings(node: RegistryNode, registry: unknown): Omit<RegistrySettings, "mirrors"> {
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
  const http = fieldOf(registry, "http");
  return {
    ...(typeof http === "boolean" ? { plainHttp: http } : {}),
    ...(Object.keys(tls).length === 0 ? {} : { tls }),
  };
}

function fileText(node: RegistryNode, path: unknown): string | undefined {
  if (typeof path !== "string" || !path.startsWith(CONFIG_DIRECTORY)) return undefined;
  const content = node.files.get(path.slice(CONFIG_DIRECTORY.length));
  return content === undefined ? undefined : new TextDecoder().decode(content);
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
