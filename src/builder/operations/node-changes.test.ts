import { expect, test } from "vitest";
import type { StoredBuilder, StoredNode } from "../store/instance.js";
import { builderChanges } from "./node-changes.js";

const node: StoredNode = {
  name: "b0",
  endpoint: "unix:///x",
  platforms: null,
  driverOptions: { memory: "1g", "env.TOKEN": "old" },
  flags: ["--debug"],
  files: new Map([
    ["buildkitd.toml", Buffer.from("a = 1")],
    ["certs/a.crt", Buffer.from("A")],
  ]),
  extra: {},
};
const builder = (...nodes: StoredNode[]): StoredBuilder => {
  return { name: "b", driver: "docker-container", nodes, dynamic: false, extra: {} };
};
const changesTo = (change: Partial<StoredNode>) =>
  builderChanges(builder(node), builder({ ...node, ...change }));

test("a builder that stays as it is has none", () => {
  expect(changesTo({ files: new Map(node.files) })).toEqual([]);
  expect(
    builderChanges(builder({ ...node, driverOptions: null }), builder({ ...node, driverOptions: {} })),
  ).toEqual([]);
});

test("options, flags and files are named with both values, secrets without", () => {
  expect(
    changesTo({
      driverOptions: { network: "host", "env.TOKEN": "new" },
      flags: [],
      files: new Map([
        ["buildkitd.toml", Buffer.from("a = 2")],
        ["certs/b.crt", Buffer.from("B")],
      ]),
    }),
  ).toEqual([
    {
      node: "b0",
      recreates: true,
      changes: [
        'driver option memory: "1g" becomes unset',
        "driver option env.TOKEN is set anew",
        'driver option network: unset becomes "host"',
        'buildkitd flags: "--debug" becomes ""',
        "file buildkitd.toml changes",
        "file certs/a.crt goes",
        "file certs/b.crt is added",
      ],
    },
  ]);
});

test("platforms alone leave the container", () => {
  expect(changesTo({ platforms: [{ os: "linux", architecture: "arm64" }] })).toEqual([
    { node: "b0", recreates: false, changes: ['platforms: "" becomes "linux/arm64"'] },
  ]);
});
