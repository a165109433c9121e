import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { lab, runBuildx, temporaryDirectory } from "../support/index.js";
import { type Cluster, startCluster } from "../support/kubernetes/index.js";

let cluster: Cluster;
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  cluster = await startCluster();
  env = { KUBECONFIG: cluster.kubeconfig() };
});

async function buildx(...args: string[]) {
  const { code, stdout, stderr } = await runBuildx(args, { env });
  expect(code, `docker-buildx ${args.join(" ")}: ${stdout}${stderr}`).toBe(0);
  return { stdout, stderr };
}

test("docker-buildx boots a builder in the cluster, builds with it and removes it", async () => {
  await buildx(
    "create",
    "--name",
    "k",
    "--driver",
    "kubernetes",
    "--driver-opt",
    `image=${lab.image}`,
    "--node",
    "node",
  );
  const { stdout } = await buildx("inspect", "k", "--bootstrap");
  expect(stdout).toContain("Status:");
  const context = temporaryDirectory("context");
  writeFileSync(join(context, "Dockerfile"), "FROM scratch\nCOPY Dockerfile /\n");
  await buildx("build", "--builder", "k", "--output", `type=local,dest=${join(context, "out")}`, context);
  await buildx("du", "--builder", "k");
  await buildx("rm", "k");
});
