import { expect, test } from "vitest";
import type { BuilderInfo, BuilderNode } from "../../../index.js";
import { describeBuilder } from "./describe-builder.js";

const bare = {
  fixedPlatforms: [],
  driverOptions: {},
  flags: [],
  files: new Map<string, Uint8Array>(),
  driver: undefined,
};
const builder: BuilderInfo = {
  name: "b",
  driver: "docker-container",
  dynamic: false,
  isContext: false,
  current: false,
  nodes: [],
};

const running: BuilderNode = {
  ...bare,
  name: "b0",
  endpoint: "unix:///var/run/docker.sock",
  driverOptions: { image: "x", "env.FOO": 'a"b' },
  flags: ["--debug", "--x"],
  fixedPlatforms: [{ os: "linux", architecture: "amd64" }],
  files: new Map([["buildkitd.toml", Buffer.from("a = 1\nb = 2\n")]]),
  status: "running",
  details: {
    version: "v0.25.0",
    workerIds: ["w"],
    platforms: [{ os: "linux", architecture: "arm64" }],
    labels: { zoo: "2", apple: "1" },
    features: { "OCI exporter": true, "Cache export": false },
    devices: [{ name: "vendor.com/gpu=0", autoAllow: false, onDemand: false, annotations: { k: "v" } }],
    gcPolicies: [
      {
        all: false,
        filter: ["type==source.local", "type==exec.cachemount"],
        keepDuration: 172_800_000_000_000n,
        reservedSpace: 0n,
        maxUsedSpace: 3_592_570_859n,
        minFreeSpace: 0n,
      },
      {
        all: true,
        filter: [],
        keepDuration: 0n,
        reservedSpace: 2n ** 30n,
        maxUsedSpace: 0n,
        minFreeSpace: 512_000_000n,
      },
    ],
  },
};

test("a builder whose nodes run, do not run, or cannot be asked", () => {
  const text = describeBuilder(
    {
      ...builder,
      lastActivity: new Date("2026-01-02T03:04:05.678Z"),
      nodes: [
        running,
        { ...bare, name: "b1", endpoint: "other", status: "inactive" },
        { ...bare, name: "b2", endpoint: "tcp://x", error: new Error("no engine") },
      ],
    },
    { debug: false },
  );
  expect(text).toBe(`Name:          b
Driver:        docker-container
Last Activity: 2026-01-02 03:04:05 +0000 UTC

Nodes:
Name:                  b0
Endpoint:              unix:///var/run/docker.sock
Driver Options:        image="x" env.FOO="a\\"b"
Status:                running
BuildKit daemon flags: --debug --x
BuildKit version:      v0.25.0
Platforms:             linux/amd64*, linux/arm64
Labels:
 apple: 1
 zoo:   2
Devices:
 Name:                  vendor.com/gpu=0
 Automatically allowed: false
 Annotations:
  k: v
GC Policy rule#0:
 All:            false
 Filters:        type==source.local type==exec.cachemount
 Keep Duration:  48h0m0s
 Max Used Space: 3.346GiB
GC Policy rule#1:
 All:            true
 Reserved Space: 1GiB
 Min Free Space: 488.3MiB
File#buildkitd.toml:
 > a = 1
 > b = 2
 > 

Name:     b1
Endpoint: other
Status:   inactive

Name:     b2
Endpoint: tcp://x
Error:    no engine
`);
});

test("the transport is named unless it is buildx's own and nobody chose it", () => {
  const described = (transport: "direct" | "exec", driverOptions: Record<string, string>) => {
    const details = { ...running.details, transport } as NonNullable<BuilderNode["details"]>;
    const nodes = [{ ...running, driverOptions, details }];
    return /^Transport: +(.*)$/m.exec(describeBuilder({ ...builder, nodes }, { debug: false }))?.[1];
  };
  expect(described("direct", {})).toBe("direct");
  expect(described("exec", {})).toBeUndefined();
  expect(described("exec", { transport: "auto" })).toBe("exec");
});

test("debug adds what the daemon can do", () => {
  expect(describeBuilder({ ...builder, nodes: [running] }, { debug: true })).toContain(
    "Features:\n Cache export: false\n OCI exporter: true\nLabels:",
  );
});

test("a builder that cannot be loaded has its error and nothing more", () => {
  expect(describeBuilder({ ...builder, driver: "", error: new Error("no engine") }, { debug: false })).toBe(
    "Name:   b\nDriver: \nError:  no engine\n",
  );
});

test("what was taken over from the engine has its origin, and no secret", () => {
  const node = {
    ...bare,
    name: "b0",
    endpoint: "e",
    status: "inactive" as const,
    driverOptions: { "env.HTTP_PROXY": "http://me:secret@proxy.test:1", "env.OWN": "http://a:b@c" },
    files: new Map([["certs/x/client.key", Buffer.from("PRIVATE")]]),
    inherited: { "env.HTTP_PROXY": "the engine's proxies" },
  };
  expect(describeBuilder({ ...builder, nodes: [node] }, { debug: false })).toBe(`Name:   b
Driver: docker-container

Nodes:
Name:           b0
Endpoint:       e
Driver Options: env.HTTP_PROXY="http://xxxxx:xxxxx@proxy.test:1" env.OWN="http://a:b@c"
Status:         inactive
Inherited:
 env.HTTP_PROXY: the engine's proxies
File#certs/x/client.key:
 > (not shown)
`);
});

test("a builder that is only planned has no status", () => {
  const nodes = [{ ...bare, name: "b0", endpoint: "e" }];
  expect(describeBuilder({ ...builder, nodes }, { debug: false })).not.toContain("Status");
});
