import type { WithOptionTexts } from "../../driver/contract/driver-options.js";
import { formatPlatform } from "../../oci/platform.js";
import { quoteGo } from "../../util/go-quote.js";
import type { NodeChange } from "../nodes/node-group.js";
import type { StoredBuilder, StoredNode } from "../store/instance.js";
import type { CreateBuilderOptions } from "../types.js";

/** An option in which a builder is not as wanted. */
export interface Difference {
  readonly option: string;
  /** Names both values, unless one may be a secret. */
  readonly text: string;
}

/** In what a stored builder differs from the options that are given; what is not given does not count. */
export function builderDifferences(
  builder: StoredBuilder,
  options: WithOptionTexts<CreateBuilderOptions>,
  wanted: NodeChange,
): Difference[] {
  const [node] = builder.nodes;
  if (node === undefined || builder.nodes.length > 1) {
    return [{ option: "nodes", text: `it has ${builder.nodes.length} nodes and not one` }];
  }
  const found: Difference[] = [];
  const compare = (option: string, is: string, want: string) => {
    if (is !== want) found.push({ option, text: `its ${option} is ${quoteGo(is)} and not ${quoteGo(want)}` });
  };
  if (options.driver) compare("driver", builder.driver, options.driver);
  if (options.endpoint) compare("endpoint", node.endpoint, wanted.endpoint);
  if (options.driverOptions) found.push(...driverOptionDifferences(node, options.driverOptions));
  if (options.buildkitdFlags) {
    compare("buildkitd flags", (node.flags ?? []).join(" "), (wanted.flags ?? []).join(" "));
  }
  if (options.platforms) compare("platforms", platformsOf(node.platforms), platformsOf(wanted.platforms));
  if (options.buildkitdConfig && !sameFiles(node.files, wanted.files)) {
    found.push({
      option: "buildkitd configuration",
      text: `its configuration is not that of ${options.buildkitdConfig}`,
    });
  }
  return found;
}

function driverOptionDifferences(node: StoredNode, wanted: Readonly<Record<string, string>>): Difference[] {
  const { inherited } = node;
  const is = Object.fromEntries(
    Object.entries(node.driverOptions ?? {}).filter(
      ([name]) => !inherited || !Object.hasOwn(inherited, name),
    ),
  );
  const names = new Set([...Object.keys(is), ...Object.keys(wanted)]);
  return [...names]
    .filter((name) => is[name] !== wanted[name])
    .map((name) => {
      const option = `driver option ${name}`;
      // The daemon's environment may hold passwords, such as those of proxies.
      if (name.startsWith("env.")) return { option, text: `its ${option} is another` };
      return { option, text: `its ${option} is ${valueText(is[name])} and not ${valueText(wanted[name])}` };
    });
}

const valueText = (value: string | undefined) => (value === undefined ? "unset" : quoteGo(value));

function platformsOf(platforms: StoredNode["platforms"] | undefined): string {
  return (platforms ?? []).map(formatPlatform).sort().join(",");
}

type Files = ReadonlyMap<string, Uint8Array> | null | undefined;

function sameFiles(one: Files, other: Files): boolean {
  if ((one?.size ?? 0) !== (other?.size ?? 0)) return false;
  return [...(one ?? [])].every(([path, content]) => {
    const there = other?.get(path);
    return there !== undefined && Buffer.compare(content, there) === 0;
  });
}
