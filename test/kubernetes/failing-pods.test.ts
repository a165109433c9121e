import { beforeAll, describe, expect, test } from "vitest";
import { builderName, lab } from "../support/index.js";
import { type Cluster, startCluster } from "../support/kubernetes/index.js";
import { clients, createArgs } from "./support.js";

let cluster: Cluster;
let slipway: ReturnType<typeof clients>["slipway"];

beforeAll(async () => {
  cluster = await startCluster({ network: "host", node: { cpu: "2", memory: "4Gi" } });
  cluster.addNamespace("locked", { "pod-security.kubernetes.io/enforce": "baseline" });
  cluster.addNamespace("small");
  cluster.create("resourcequotas", {
    metadata: { name: "few", namespace: "small" },
    spec: { hard: { pods: "0" } },
  });
  cluster.addNamespace("policed");
  cluster.refusals.add("policy.test", (object) =>
    object.kind === "Pod" && object.metadata.namespace === "policed" ? "builds run elsewhere" : undefined,
  );
  slipway = clients(cluster).slipway;
});

/** Milliseconds from the command's start until it has given up, its own start and the container's included. */
const longest = 12_000;

describe("pods that do not come up: the reason is told at once", () => {
  test.each<[string, Record<string, string>, string[], RegExp]>([
    [
      "an image that does not exist",
      { image: "REGISTRY/nowhere:1" },
      [],
      /image .*nowhere:1 of container buildkitd of pod \S+ cannot be pulled: .*not found|manifest unknown/,
    ],
    [
      "a registry that is not there",
      { image: "127.0.0.1:9/x:1" },
      [],
      /image 127.0.0.1:9\/x:1 of container buildkitd of pod \S+ cannot be pulled: .*connection refused/,
    ],
    ["an image's name that is none", { image: "UPPER/Case" }, [], /cannot be pulled: .*UPPER\/Case/],
    [
      "a daemon that ends at once",
      {},
      ["--buildkitd-flags", "--no-such-flag"],
      /container buildkitd of pod \S+ exited with code \d+.*no-such-flag/,
    ],
    [
      "too little memory",
      { "limits.memory": "6Mi", "requests.memory": "1Mi" },
      [],
      /container buildkitd of pod \S+ (was killed: it ran out of its memory|cannot be started|exited with code)/,
    ],
    [
      "no machine with so much CPU",
      { "requests.cpu": "1k" },
      [],
      /no machine of the cluster can take pod \S+: .*Insufficient cpu/,
    ],
    [
      "no machine with so much memory",
      { "requests.memory": "1Pi" },
      [],
      /no machine of the cluster can take pod \S+: .*Insufficient memory/,
    ],
    [
      "no machine with that label",
      { nodeselector: "disk=gold" },
      [],
      /no machine of the cluster can take pod \S+: .*(node affinity|selector)/,
    ],
    [
      "a quota that is used up",
      { namespace: "small" },
      [],
      /the cluster makes no pods for \S+: .*exceeded quota/,
    ],
    [
      "a policy that refuses",
      { namespace: "policed" },
      [],
      /the cluster makes no pods for \S+: .*policy\.test.*builds run elsewhere/,
    ],
    [
      "a namespace without privileged pods",
      { namespace: "locked" },
      [],
      /the cluster makes no pods for \S+: .*PodSecurity/,
    ],
    [
      "a service account that is not there",
      { serviceaccount: "nobody" },
      [],
      /the cluster makes no pods for \S+: .*"nobody" not found/,
    ],
    [
      "a scheduler that is not there",
      { schedulername: "nobody" },
      [],
      /no scheduler has looked at pod \S+: it waits for "nobody"/,
    ],
    [
      "QEMU from an image that does not exist",
      { "qemu.install": "true", "qemu.image": "REGISTRY/qemu:1" },
      [],
      /image .*qemu:1 of container qemu of pod \S+ cannot be pulled/,
    ],
    [
      "QEMU that fails",
      { "qemu.install": "true", "qemu.image": "IMAGE" },
      [],
      /container qemu of pod \S+ (exited with code|cannot be started)/,
    ],
    [
      "a quota with claims",
      { namespace: "small", "persistent-volume-claim.requests.storage": "1Gi" },
      [],
      /the cluster makes no pods for \S+: .*exceeded quota/,
    ],
  ])("%s", async (_what, given, args, reason) => {
    const name = builderName("kube");
    const options = Object.fromEntries(
      Object.entries(given).map(([key, value]) => [
        key,
        value.replace("REGISTRY", lab.registry).replace("IMAGE", lab.image),
      ]),
    );
    await slipway.ok(...createArgs(name, options), ...args);
    const started = Date.now();
    const { code, stderr } = await slipway.run(["inspect", "--bootstrap", name]);
    const took = Date.now() - started;
    expect(code).toBe(1);
    expect(stderr).toMatch(new RegExp(`ERROR: error for bootstrap "${name}0": .*(${reason.source})`));
    expect(stderr).toMatch(/^Hint: /m);
    expect(took).toBeLessThan(longest);
    const left = ["deployments", "statefulsets", "configmaps"].flatMap((plural) =>
      cluster.store.list(plural),
    );
    expect(left).toEqual([]);
    await slipway.ok("rm", name);
  });
});
