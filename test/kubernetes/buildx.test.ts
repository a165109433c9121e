import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import {
  inspectImage,
  lab,
  nativeArchitecture,
  removeImage,
  runBuildx,
  temporaryDirectory,
} from "../support/index.js";
import { type Cluster, startCluster } from "../support/kubernetes/index.js";

/** Runs docker-buildx with the cluster in sight; a failure of it is one of the test. */
async function buildx(cluster: Cluster, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await runBuildx(args, { env: { KUBECONFIG: cluster.kubeconfig() } });
  expect(code, `docker-buildx ${args.join(" ")}: ${stdout}${stderr}`).toBe(0);
  return stdout + stderr;
}

const create = (name: string, ...options: string[]) => [
  ...["create", "--name", name, "--driver", "kubernetes", "--node", name],
  ...[`image=${lab.image}`, ...options].flatMap((option) => ["--driver-opt", option]),
];

/** A directory whose Dockerfile makes an image of one file. */
function context(): string {
  const directory = temporaryDirectory("context");
  writeFileSync(join(directory, "Dockerfile"), "FROM scratch\nCOPY Dockerfile /\n");
  return directory;
}

describe("docker-buildx", () => {
  let cluster: Cluster;

  beforeAll(async () => {
    cluster = await startCluster();
  });

  test("boots a builder in the cluster, builds with it and removes it", async () => {
    await buildx(cluster, ...create("one"));
    expect(cluster.sent.filter(({ kind }) => kind === "Deployment")).toEqual([]);
    expect(await buildx(cluster, "inspect", "one", "--bootstrap")).toMatch(/Status: +running/);
    const pods = cluster.store.list("pods").map(({ metadata }) => metadata.name);
    expect(pods).toEqual([expect.stringMatching(/^one-\w+-\w+$/)]);

    const directory = context();
    const image = "slipway-kube-test:loaded";
    await buildx(cluster, "build", "--builder", "one", "--load", "-t", image, directory);
    expect(await inspectImage(image)).toMatchObject({ Os: "linux", Architecture: nativeArchitecture });
    await removeImage(image);
    await buildx(
      cluster,
      "build",
      "--builder",
      "one",
      "--output",
      `type=local,dest=${directory}/out`,
      directory,
    );
    expect(await buildx(cluster, "du", "--builder", "one")).toContain("Total:");
    expect(cluster.execs.at(-1)).toEqual({
      ...{ protocol: "spdy", pod: pods[0], container: "buildkitd" },
      command: ["buildctl", "dial-stdio"],
    });

    await buildx(cluster, "rm", "one");
    expect(cluster.store.list("deployments")).toEqual([]);
    await expect.poll(() => cluster.store.list("pods"), { timeout: 30_000 }).toEqual([]);
  });

  test("has every field of its Deployment and ConfigMap read", async () => {
    const directory = temporaryDirectory("config");
    writeFileSync(join(directory, "buildkitd.toml"), "debug = true\n");
    await buildx(
      cluster,
      ...create("all", "replicas=2", "requests.cpu=10m", "limits.memory=2Gi", "env.FOO=bar", "timeout=90s"),
      ...[
        '"nodeselector=kubernetes.io/os=linux,kubernetes.io/hostname=slipway-node"',
        "labels=team=build",
      ].flatMap((option) => ["--driver-opt", option]),
      ...["--driver-opt", '"tolerations=key=a,operator=Exists;key=b,value=c,effect=NoSchedule"'],
      ...["--driver-opt", "buildkit-root-volume-memory=1Gi", "--driver-opt", "annotations=note=n"],
      ...[
        "--buildkitd-config",
        join(directory, "buildkitd.toml"),
        "--platform",
        "linux/amd64",
        "--bootstrap",
      ],
    );
    const labels = { app: "all", team: "build" };
    const annotations = { "buildx.docker.com/platform": "linux/amd64", note: "n" };
    // Newer versions of docker-buildx say more of probes, and have the volumes in another order.
    expect(cluster.sentObjects("Deployment").at(-1)).toMatchObject({
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "all", labels, annotations },
      spec: {
        replicas: 2,
        selector: { matchLabels: labels },
        template: {
          metadata: { labels, annotations },
          spec: {
            nodeSelector: { "kubernetes.io/os": "linux", "kubernetes.io/hostname": "slipway-node" },
            tolerations: [
              { key: "a", operator: "Exists" },
              { key: "b", value: "c", effect: "NoSchedule" },
            ],
            containers: [
              {
                name: "buildkitd",
                image: lab.image,
                args: ["--allow-insecure-entitlement=network.host"],
                env: [{ name: "FOO", value: "bar" }],
                securityContext: { privileged: true },
                readinessProbe: { exec: { command: ["buildctl", "debug", "workers"] } },
                resources: { requests: { cpu: "10m" }, limits: { memory: "2Gi" } },
                volumeMounts: expect.arrayContaining([
                  { name: "buildkit-memory", mountPath: "/var/lib/buildkit" },
                  { name: "config", mountPath: "/etc/buildkit" },
                ]),
              },
            ],
            volumes: expect.arrayContaining([
              { name: "buildkit-memory", emptyDir: { medium: "Memory", sizeLimit: "1Gi" } },
              { name: "config", configMap: { name: "all-config" } },
            ]),
          },
        },
      },
    });
    expect(cluster.sentObjects("ConfigMap").at(-1)).toEqual({
      ...{ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "all-config", annotations } },
      data: { "buildkitd.toml": expect.stringContaining("debug = true") },
    });
    expect(await buildx(cluster, "ls")).toMatch(/( all .* running [\s\S]*){2}/);
    await buildx(cluster, "rm", "all");
    expect(cluster.store.list("configmaps")).toEqual([]);
  });

  test("keeps what a builder has on a claim of a StatefulSet, which outlives it", async ({ skip }) => {
    const { stdout: version } = await runBuildx(["version"]);
    const [, minor = 0] = /v0\.(\d+)/.exec(version) ?? [];
    skip(Number(minor) < 30, `this docker-buildx knows no claims: ${version.trim()}`);
    const args = create("kept", "persistent-volume-claim.requests.storage=2Gi");
    await buildx(cluster, ...args, "--bootstrap");
    const directory = context();
    await buildx(cluster, "build", "--builder", "kept", directory);
    await buildx(cluster, "rm", "kept");
    await expect.poll(() => cluster.store.list("pods"), { timeout: 30_000 }).toEqual([]);
    expect(cluster.store.list("persistentvolumeclaims")).toMatchObject([
      { metadata: { name: "buildkitd-kept-0" }, spec: { resources: { requests: { storage: "2Gi" } } } },
    ]);
    await buildx(cluster, ...args, "--bootstrap");
    expect(await buildx(cluster, "build", "--builder", "kept", "--progress", "plain", directory)).toContain(
      "CACHED",
    );
    await buildx(cluster, "rm", "kept");
  });
});
