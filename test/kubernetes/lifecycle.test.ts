import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { builderName, engineGet, engineRequest, lab, onCleanup } from "../support/index.js";
import { type Cluster, startCluster } from "../support/kubernetes/index.js";
import { clients, createArgs, smallContext } from "./support.js";

let cluster: Cluster;
let programs: ReturnType<typeof clients>;

beforeAll(async () => {
  cluster = await startCluster({ network: "host" });
  programs = clients(cluster);
});

const objects = () =>
  ["deployments", "statefulsets", "configmaps", "pods"].flatMap((plural) =>
    cluster.store.list(plural).map(({ metadata }) => `${plural}/${metadata.name}`),
  );

test("several pods build for several platforms, into a registry and into the engine", async () => {
  const { slipway } = programs;
  const name = builderName("kube");
  const platforms = "linux/amd64,linux/arm64";
  await slipway.ok(...createArgs(name, { replicas: "2" }), "--platform", platforms, "--bootstrap");
  const shown = await slipway.ok("inspect", name);
  expect(shown.stdout.match(new RegExp(`^Name: +${name}0-`, "gm"))).toHaveLength(2);
  expect(shown.stdout.match(/^Platforms: +linux\/amd64\*, linux\/arm64\*$/gm)).toHaveLength(2);
  const context = smallContext();
  const pushed = `${lab.registry}/${name}:pushed`;
  await slipway.ok("build", "--builder", name, "--platform", platforms, "--push", "-t", pushed, context);
  const { stdout } = await slipway.ok("imagetools", "inspect", pushed);
  expect(stdout).toContain("linux/arm64");
  const loaded = `${name}:loaded`;
  onCleanup(async () => void (await engineRequest("DELETE", `/images/${loaded}?force=1`)));
  await slipway.ok("build", "--builder", name, "--load", "-t", loaded, context);
  expect(await engineGet(`/images/${loaded}/json`)).toMatchObject({ RepoTags: [loaded] });
  // All of one directory go to one pod.
  const pods = cluster.execs.slice(-4).map(({ pod }) => pod);
  expect(cluster.execs.every(({ command }) => command.join(" ") === "buildctl dial-stdio")).toBe(true);
  expect(new Set(pods).size).toBeLessThanOrEqual(2);
  await slipway.ok("rm", name);
});

test("configuration and claims come up", async () => {
  const { slipway } = programs;
  const name = builderName("kube");
  const config = join(smallContext(), "buildkitd.toml");
  writeFileSync(config, "debug = true\n");
  const claim = { "persistent-volume-claim.requests.storage": "1Gi" };
  await slipway.ok(...createArgs(name, claim), "--buildkitd-config", config, "--bootstrap");
  const context = smallContext();
  await slipway.ok(
    "build",
    "--builder",
    name,
    "--output",
    `type=local,dest=${join(context, "out")}`,
    context,
  );
  expect(cluster.store.find("configmaps", "default", `${name}0-config`)).toMatchObject({
    data: { "buildkitd.toml": expect.stringContaining("debug = true") },
  });
  await slipway.ok("rm", name);
  const left = objects().filter((object) => object.includes(name) && !object.startsWith("pods/"));
  expect(left).toEqual([]);
});

describe.each([
  ["slipway", "buildx"],
  ["buildx", "slipway"],
  ["slipway", "slipway"],
] as const)("a builder that %s made", (maker, user) => {
  test(`is booted, used and removed by ${user}`, async () => {
    const name = builderName("kube");
    const [made, used] = [programs[maker], programs[user]];
    await made.ok(...createArgs(name), "--bootstrap");
    const inspected = await used.ok("inspect", name);
    expect(inspected.stdout).toMatch(/Driver: +kubernetes/);
    // docker-buildx has the node's name once for each of its pods.
    const pod = user === "slipway" ? `${name}0-[0-9a-z]+-[0-9a-z]+` : `${name}0`;
    expect(inspected.stdout).toMatch(new RegExp(`^Name: +${pod}$`, "m"));
    expect(inspected.stdout).toMatch(/Status: +running/);
    const context = smallContext();
    const output = join(context, "out");
    await used.ok("build", "--builder", name, "--output", `type=local,dest=${output}`, context);
    expect(readFileSync(join(output, "file"), "utf8")).toBe("hello");
    expect((await used.ok("du", "--builder", name)).stdout).toMatch(/Total:/);
    expect((await used.ok("prune", "--force", "--all", "--builder", name)).stdout).toMatch(/Total:/);
    await used.ok("stop", name);
    await used.ok("rm", name);
    const left = () => objects().filter((object) => object.includes(name));
    expect(left().filter((object) => !object.startsWith("pods/"))).toEqual([]);
    await expect.poll(left, { timeout: 20_000 }).toEqual([]);
    expect((await used.ok("ls")).stdout).not.toContain(name);
  });
});
