import { expect, test } from "vitest";
import type { Platform } from "../../oci/platform.js";
import type { BuilderNode } from "../types.js";
import { showReplicas } from "./show-replicas.js";

const amd64: Platform = { os: "linux", architecture: "amd64" };
const arm64: Platform = { os: "linux", architecture: "arm64" };

function node(name: string): BuilderNode {
  const empty = { driverOptions: {}, flags: [], files: new Map(), driver: undefined };
  return { ...empty, name, endpoint: `e-${name}`, fixedPlatforms: [amd64] };
}

test("the daemons behind all nodes take their places, with their own platforms where they have some", () => {
  const { nodes, dynamic } = showReplicas([
    {
      node: node("n0"),
      replicas: [
        { name: "pod-a", platforms: [] },
        { name: "pod-b", platforms: [arm64] },
      ],
    },
    { node: node("n1"), replicas: [{ name: "pod-c", platforms: [] }] },
  ]);
  expect(dynamic).toBe(true);
  expect(nodes.map(({ name, endpoint, fixedPlatforms }) => [name, endpoint, fixedPlatforms])).toEqual([
    ["pod-a", "e-n0", [amd64]],
    ["pod-b", "e-n0", [arm64]],
    ["pod-c", "e-n1", [amd64]],
  ]);
});

test("a builder with a node that has none is shown as it is stored", () => {
  const loaded = [
    { node: node("n0"), replicas: [{ name: "pod-a", platforms: [] }] },
    { node: node("n1"), replicas: [] },
  ];
  expect(showReplicas(loaded)).toEqual({ nodes: loaded.map(({ node }) => node), dynamic: false });
  expect(showReplicas([])).toEqual({ nodes: [], dynamic: false });
});
