import type { NodeChanges } from "../../../index.js";

/** What changes of a builder, for the user to read before it does. */
export function describeChanges(nodes: readonly NodeChanges[]): string {
  if (nodes.length === 0) return "nothing changes\n";
  return nodes
    .map(({ node, changes, recreates }) => {
      const how = recreates ? "its container is made anew and keeps the cache" : "its container stays";
      return `${node}: ${how}\n${changes.map((change) => `  ${change}\n`).join("")}`;
    })
    .join("");
}
