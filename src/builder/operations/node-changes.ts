import { formatPlatform } from "../../oci/platform.js";
import { quoteGo } from "../../util/go-quote.js";
import type { StoredBuilder, StoredNode } from "../store/instance.js";

/** In what a node is to become another. */
export interface NodeChanges {
  readonly node: string;
  /** One sentence for each; no secret is in them. */
  readonly changes: readonly string[];
  /** The container has to be made anew. */
  readonly recreates: boolean;
}

/** What becomes of the nodes of a builder, those alone that change. Both have the same nodes. */
export function builderChanges(before: StoredBuilder, after: StoredBuilder): NodeChanges[] {
  return before.nodes.flatMap((node, index) => {
    const changed = after.nodes[index];
    if (changed === undefined) return [];
    const container = [
      ...optionChanges(node, changed),
      ...textChange("buildkitd flags", textOf(node.flags), textOf(changed.flags)),
      ...fileChanges(node, changed),
    ];
    const platforms = textChange("platforms", platformsOf(node), platformsOf(changed));
    const changes = [...container, ...platforms];
    return changes.length === 0 ? [] : [{ node: node.name, changes, recreates: container.length > 0 }];
  });
}

function optionChanges(before: StoredNode, after: StoredNode): string[] {
  const [is, will] = [before.driverOptions ?? {}, after.driverOptions ?? {}];
  return [...new Set([...Object.keys(is), ...Object.keys(will)])]
    .filter((name) => is[name] !== will[name])
    .map((name) => {
      const what = `driver option ${name}`;
      // The daemon's environment may hold passwords, such as those of proxies.
      if (name.startsWith("env.")) return will[name] === undefined ? `${what} goes` : `${what} is set anew`;
      return `${what}: ${valueText(is[name])} becomes ${valueText(will[name])}`;
    });
}

const valueText = (value: string | undefined) => (value === undefined ? "unset" : quoteGo(value));

function textChange(what: string, is: string, will: string): string[] {
  return is === will ? [] : [`${what}: ${quoteGo(is)} becomes ${quoteGo(will)}`];
}

const textOf = (words: readonly string[] | null) => (words ?? []).join(" ");
const platformsOf = ({ platforms }: StoredNode) => (platforms ?? []).map(formatPlatform).join(",");

function fileChanges(before: StoredNode, after: StoredNode): string[] {
  const [is, will] = [before.files ?? new Map(), after.files ?? new Map()];
  return [...new Set<string>([...is.keys(), ...will.keys()])].flatMap((path) => {
    const [old, wanted] = [is.get(path), will.get(path)];
    if (old !== undefined && wanted !== undefined) {
      return Buffer.compare(old, wanted) === 0 ? [] : [`file ${path} changes`];
    }
    return [`file ${path} ${old === undefined ? "is added" : "goes"}`];
  });
}
