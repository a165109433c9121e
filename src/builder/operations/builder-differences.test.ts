import { expect, test } from "vitest";
import { withOptionTexts } from "../../driver/contract/driver-options.js";
import type { NodeChange } from "../nodes/node-group.js";
import type { StoredBuilder, StoredNode } from "../store/instance.js";
import type { CreateBuilderOptions } from "../types.js";
import { builderDifferences } from "./builder-differences.js";

const node: StoredNode = {
  name: "b0",
  endpoint: "unix:///here.sock",
  platforms: [{ os: "linux", architecture: "amd64" }],
  driverOptions: { memory: "1g", "env.PROXY": "http://user:secret@proxy" },
  flags: ["--debug"],
  files: new Map([["buildkitd.toml", Buffer.from("debug = true")]]),
  extra: {},
};

const builder = (nodes: readonly StoredNode[]): StoredBuilder => ({
  name: "b",
  driver: "docker-container",
  dynamic: false,
  nodes,
  extra: {},
});

/** A change to what the node is already, but for what is given. */
const wanted = (change: Partial<NodeChange>): NodeChange => ({
  name: node.name,
  endpoint: node.endpoint,
  endpointGiven: true,
  append: false,
  platforms: node.platforms ?? [],
  driverOptions: node.driverOptions ?? {},
  flags: node.flags ?? [],
  files: node.files ?? new Map(),
  ...change,
});

const arm = { os: "linux", architecture: "arm64" };
const other = new Map([["buildkitd.toml", Buffer.from("debug = false")]]);
const more = new Map([...(node.files ?? []), ["ca.pem", Buffer.from("")]] as [string, Uint8Array][]);

test.each<[Partial<CreateBuilderOptions>, Partial<NodeChange>, string[]]>([
  [{}, { endpoint: "unix:///there.sock", flags: [] }, []],
  [
    { driver: "docker-container", endpoint: "x", buildkitdFlags: [], platforms: [], buildkitdConfig: "x" },
    {},
    [],
  ],
  [{ driver: "remote" }, {}, ['its driver is "docker-container" and not "remote"']],
  [
    { endpoint: "there" },
    { endpoint: "unix:///there.sock" },
    ['its endpoint is "unix:///here.sock" and not "unix:///there.sock"'],
  ],
  [
    { buildkitdFlags: [] },
    { flags: ["--debug", "-v"] },
    ['its buildkitd flags is "--debug" and not "--debug -v"'],
  ],
  [
    { platforms: [] },
    { platforms: [arm, { os: "linux", architecture: "amd64" }] },
    ['its platforms is "linux/amd64" and not "linux/amd64,linux/arm64"'],
  ],
  [
    { driverOptions: { memory: "2g", cpus: "1", "env.PROXY": "http://user:other@proxy" } },
    {},
    [
      'its driver option memory is "1g" and not "2g"',
      "its driver option env.PROXY is another",
      'its driver option cpus is unset and not "1"',
    ],
  ],
  [
    { driverOptions: {} },
    {},
    ['its driver option memory is "1g" and not unset', "its driver option env.PROXY is another"],
  ],
  [{ buildkitdConfig: "my.toml" }, { files: other }, ["its configuration is not that of my.toml"]],
  [{ buildkitdConfig: "my.toml" }, { files: more }, ["its configuration is not that of my.toml"]],
])("options %j differ from the builder's", (options, change, differences) => {
  const found = builderDifferences(
    builder([node]),
    withOptionTexts(options as CreateBuilderOptions),
    wanted(change),
  );
  expect(found.map(({ text }) => text)).toEqual(differences);
  expect(JSON.stringify(found)).not.toContain("secret");
});

test.each([[[]], [[node, { ...node, name: "b1" }]]])("a builder of %j nodes is not one of one", (nodes) => {
  expect(builderDifferences(builder(nodes), {}, wanted({}))).toEqual([
    { option: "nodes", text: `it has ${nodes.length} nodes and not one` },
  ]);
});
