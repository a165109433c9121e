import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { builderName, dockerConfig, temporaryDirectory } from "../support/index.js";
import { type Cluster, startCluster } from "../support/kubernetes/index.js";
import { type Client, clients, createArgs } from "./support.js";

let cluster: Cluster;
let programs: ReturnType<typeof clients>;
let count = 0;
/** What docker-buildx says of itself. */
let version = "";

beforeAll(async () => {
  // No pod ever runs: it is about what is sent.
  cluster = await startCluster({ node: { taints: [{ key: "full", effect: "NoSchedule" }] } });
  programs = clients(cluster);
  version = (await programs.buildx.ok("version")).stdout;
});

/** What a program sends for a builder with these options, and which builder it stores. */
async function sentBy(client: Client, options: Readonly<Record<string, string>>, args: readonly string[]) {
  const name = builderName("kube");
  const node = `same-${count}`;
  const before = cluster.sent.length;
  await client.ok(...createArgs(name, { ...options, timeout: "300ms" }), "--node", node, ...args);
  const boot = await client.run(["inspect", "--bootstrap", name]);
  expect(boot.code, boot.stderr).toBe(1);
  await client.ok("rm", name);
  expect(
    ["deployments", "statefulsets", "configmaps"].flatMap((plural) => cluster.store.list(plural)),
  ).toEqual([]);
  const kinds = ["Deployment", "StatefulSet", "ConfigMap"];
  const sent = cluster.sent.slice(before).filter(({ kind }) => kinds.includes(kind));
  const { normalizeObject } = await import("../support/kubernetes/index.js");
  const text = JSON.stringify(sent.map((object) => normalizeObject(object))).replaceAll(name, "NAME");
  return JSON.parse(text, (key, value) => (isOld() && key.endsWith("Probe") ? undefined : value));
}

/** Before 0.30 there were no claims, and the probes were others. */
const isOld = () => Number(/ v?0\.(\d+)\./.exec(version)?.[1] ?? 99) < 30;

async function compare(options: Readonly<Record<string, string>>, args: readonly string[] = []) {
  count++;
  const slipway = await sentBy(programs.slipway, options, args);
  const buildx = await sentBy(programs.buildx, options, args);
  return { slipway, buildx };
}

const claim = { "persistent-volume-claim.requests.storage": "10Gi" };

/** A daemon configuration with a certificate, so that there are files in two directories. */
function configuration(): string {
  const directory = temporaryDirectory("buildkitd");
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, "ca.pem"), "-----BEGIN CERTIFICATE-----\n");
  const path = join(directory, "buildkitd.toml");
  writeFileSync(
    path,
    `debug = true\n[registry."reg.example:5000"]\n  ca = ["${join(directory, "ca.pem")}"]\n`,
  );
  return path;
}

describe("the objects of a builder are docker-buildx's, field by field", () => {
  test.for<[string, Record<string, string>, string[]]>([
    ["without options", {}, []],
    ["with replicas and platforms", { replicas: "3" }, ["--platform", "linux/amd64,linux/arm64"]],
    [
      "with amounts",
      { "requests.cpu": "0.5", "requests.memory": "1024Mi", "limits.cpu": "2000m", "limits.memory": "1.5Gi" },
      [],
    ],
    ["with a limit of ephemeral storage", { "limits.ephemeral-storage": "1e3" }, []],
    ["rootless", { rootless: "true" }, []],
    ["rootless in memory", { rootless: "true", "buildkit-root-volume-memory": "1Gi" }, []],
    ["in memory", { "buildkit-root-volume-memory": "512Mi" }, []],
    ["with QEMU", { "qemu.install": "true", "qemu.image": "own/binfmt:1" }, []],
    [
      "placed",
      {
        nodeselector: "a=b,c=d",
        tolerations: "key=x,operator=Exists;key=y,value=z,effect=NoExecute,tolerationSeconds=60",
        serviceaccount: "builder",
        schedulername: "other",
      },
      [],
    ],
    ["labelled", { labels: "team=x,tier=y", annotations: "who=me" }, []],
    ["with an environment and flags", { "env.FOO": "bar" }, ["--buildkitd-flags", "--debug --trace"]],
    ["with a claim", { ...claim, replicas: "2" }, []],
  ])("%s", async ([what, options, args], { skip }) => {
    skip(isOld() && /claim|rootless in memory/.test(what), `${version.trim()} does not know it`);
    const { slipway, buildx } = await compare(options, args);
    expect(slipway).toEqual(buildx);
    expect(slipway.length).toBeGreaterThan(0);
  });

  test("with configuration in one directory and a certificate in another", async ({ skip }) => {
    skip(isOld(), `${version.trim()} writes TOML in another style`);
    const { slipway, buildx } = await compare({}, ["--buildkitd-config", configuration()]);
    const byName = (objects: { metadata: { name: string } }[]) =>
      objects.toSorted((one, other) => (one.metadata.name < other.metadata.name ? -1 : 1));
    expect(slipway).toHaveLength(3);
    // docker-buildx sends the ConfigMaps, and lists the volumes, in an order of chance.
    const unordered = (objects: { metadata: { name: string } }[]) =>
      JSON.parse(JSON.stringify(byName(objects)), (key, value) =>
        key === "volumes" || key === "volumeMounts" ? byVolumeName(value) : value,
      );
    expect(unordered(slipway)).toEqual(unordered(buildx));
  });
});

function byVolumeName(volumes: readonly { name: string }[]) {
  return volumes.toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

describe("what docker-buildx gets wrong is right", () => {
  test("a request for ephemeral storage is a request", async () => {
    const { slipway, buildx } = await compare({ "requests.ephemeral-storage": "1Gi" });
    const resources = (
      objects: { spec: { template: { spec: { containers: { resources: unknown }[] } } } }[],
    ) => objects[0]?.spec.template.spec.containers[0]?.resources;
    if (!isOld()) expect(resources(buildx)).toEqual({ limits: { "ephemeral-storage": "1Gi" } });
    expect(resources(slipway)).toEqual({ requests: { "ephemeral-storage": "1Gi" } });
  });

  test("configuration stays mounted beside a claim", async ({ skip }) => {
    skip(isOld(), `${version.trim()} has no claims`);
    const { slipway, buildx } = await compare(claim, ["--buildkitd-config", configuration()]);
    const mounts = (objects: { kind: string; spec: never }[]) =>
      JSON.stringify(objects.find(({ kind }) => kind === "StatefulSet")).match(/"mountPath":"[^"]*"/g);
    expect(mounts(buildx)).toEqual(['"mountPath":"/var/lib/buildkit"']);
    expect(mounts(slipway)).toEqual([
      '"mountPath":"/etc/buildkit"',
      '"mountPath":"/etc/buildkit/certs/reg.example_5000"',
      '"mountPath":"/var/lib/buildkit"',
    ]);
  });
});

test("the store has the same record", async () => {
  const { readFileSync } = await import("node:fs");
  const records: unknown[] = [];
  for (const client of [programs.slipway, programs.buildx]) {
    const name = builderName("kube");
    await client.ok(
      ...createArgs(name, { replicas: "2", labels: "a=b,c=d" }),
      ...["--node", "n", "--platform", "linux/arm64", "--buildkitd-config", configuration()],
    );
    const text = readFileSync(join(dockerConfig(), "buildx", "instances", name), "utf8");
    records.push(
      text
        .replaceAll(name, "NAME")
        .replaceAll(/kubeconfig-[0-9a-f]+/g, "KUBECONFIG")
        .replaceAll(/"buildkitd.toml":"[^"]*"/g, '"buildkitd.toml":"TOML"'),
    );
    await client.ok("rm", name);
  }
  expect(records[0]).toBe(records[1]);
});
