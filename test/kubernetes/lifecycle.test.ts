import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { builderName } from "../support/index.js";
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
    expect(inspected.stdout).toMatch(new RegExp(`Name: +${name}0-[0-9a-z]+-[0-9a-z]+`));
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
