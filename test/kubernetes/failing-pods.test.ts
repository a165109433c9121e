import { beforeAll, describe, expect, test } from "vitest";
import { scriptImage } from "../driver/support.js";
import { builderName, engineRequest, lab, onCleanup, startSlipway } from "../support/index.js";
import { type Change, type Cluster, startCluster } from "../support/kubernetes/index.js";
import { clients, createArgs } from "./support.js";

let cluster: Cluster;
let slipway: ReturnType<typeof clients>["slipway"];
/** Images of programs that end, by what is said of them. */
let images: Readonly<Record<string, string>>;

beforeAll(async () => {
  cluster = await startCluster({ network: "host", node: { cpu: "2", memory: "4Gi" } });
  cluster.addNamespace("locked", { "pod-security.kubernetes.io/enforce": "baseline" });
  cluster.addNamespace("small");
  cluster.create("resourcequotas", {
    metadata: { name: "few", namespace: "small" },
    spec: { hard: { pods: "0" } },
  });
  cluster.refusals.add("policy.test", (object) =>
    object.kind === "Pod" && object.metadata.labels?.place === "here" ? "builds run elsewhere" : undefined,
  );
  slipway = clients(cluster).slipway;
  images = {
    CRASHING: await taggedImage("echo something is wrong >&2; exit 3"),
    GREEDY: await taggedImage("exec /bin/busybox tail /dev/zero"),
    ENDLESS: await taggedImage("/bin/busybox sleep 1000"),
    IMAGE: lab.image,
    REGISTRY: lab.registry,
  };
});

/** Milliseconds from the command's start until it has given up, its own start and the container's included. */
const longest = 12_000;

/** An image of a script that the machine has under a tag that is not looked for in a registry first. */
async function taggedImage(script: string): Promise<string> {
  const name = (await scriptImage(script)).replace(":latest", "");
  await engineRequest("POST", `/images/${name}:latest/tag?repo=${name}&tag=1`);
  onCleanup(async () => void (await engineRequest("DELETE", `/images/${name}:1?force=1`)));
  return `${name}:1`;
}

/** When an object of a builder first said that in the API. */
function firstShown(name: string, words: RegExp): Promise<number> {
  return new Promise((resolve) => {
    const look = ({ object }: Change) => {
      const about = (object.involvedObject as { name?: string } | undefined)?.name ?? object.metadata.name;
      if (!about.includes(name) || !words.test(JSON.stringify(object))) return;
      cluster.store.off("change", look);
      resolve(Date.now());
    };
    cluster.store.on("change", look);
  });
}

function leftOf(name: string): string[] {
  return ["deployments", "statefulsets", "configmaps", "persistentvolumeclaims"]
    .flatMap((plural) => cluster.store.list(plural))
    .flatMap(({ kind, metadata }) => (metadata.name.includes(name) ? `${kind} ${metadata.name}` : []));
}

describe("pods that do not come up: the reason is told at once", () => {
  test.each<[string, Record<string, string>, visible: RegExp, RegExp]>([
    [
      "an image that does not exist",
      { image: "REGISTRY/nowhere:1" },
      /ErrImagePull/,
      /image .*nowhere:1 of container buildkitd of pod \S+ cannot be pulled: .*not found|manifest unknown/,
    ],
    [
      "a registry that is not there",
      { image: "127.0.0.1:9/x:1" },
      /ErrImagePull/,
      /image 127.0.0.1:9\/x:1 of container buildkitd of pod \S+ cannot be pulled: .*connection refused/,
    ],
    [
      "an image's name that is none",
      { image: "UPPER/Case" },
      /InvalidImageName/,
      /cannot be pulled: .*UPPER\/Case/,
    ],
    [
      "a daemon that ends at once",
      { image: "CRASHING" },
      /"exitCode":3/,
      /container buildkitd of pod \S+ exited with code 3: something is wrong/,
    ],
    [
      "too little memory",
      { image: "GREEDY", "limits.memory": "20Mi" },
      /OOMKilled/,
      /container buildkitd of pod \S+ was killed: it ran out of its memory/,
    ],
    [
      "no machine with so much CPU",
      { "requests.cpu": "1k" },
      /Insufficient cpu/,
      /no machine of the cluster can take pod \S+: .*Insufficient cpu/,
    ],
    [
      "no machine with so much memory",
      { "requests.memory": "1Pi" },
      /Insufficient memory/,
      /no machine of the cluster can take pod \S+: .*Insufficient memory/,
    ],
    [
      "no machine with that label",
      { nodeselector: "disk=gold" },
      /didn't match Pod's node/,
      /no machine of the cluster can take pod \S+: .*(node affinity|selector)/,
    ],
    [
      "a quota that is used up",
      { namespace: "small" },
      /exceeded quota/,
      /the cluster makes no pods for \S+: .*exceeded quota/,
    ],
    [
      "a policy that refuses",
      { labels: "place=here" },
      /builds run elsewhere/,
      /the cluster makes no pods for \S+: .*policy\.test.*builds run elsewhere/,
    ],
    [
      "a namespace without privileged pods",
      { namespace: "locked" },
      /violates PodSecurity/,
      /the cluster makes no pods for \S+: .*PodSecurity/,
    ],
    [
      "a service account that is not there",
      { serviceaccount: "nobody" },
      /nobody.{1,2} not found/,
      /the cluster makes no pods for \S+: .*"nobody" not found/,
    ],
    [
      "a scheduler that is not there",
      { schedulername: "nobody" },
      /"kind":"Pod".*"schedulerName":"nobody"/,
      /no scheduler has looked at pod \S+: it waits for "nobody"/,
    ],
    [
      "QEMU from an image that does not exist",
      { "qemu.install": "true", "qemu.image": "REGISTRY/qemu:1" },
      /ErrImagePull/,
      /image .*qemu:1 of container qemu of pod \S+ cannot be pulled/,
    ],
    [
      "QEMU that fails",
      { "qemu.install": "true", "qemu.image": "CRASHING" },
      /"exitCode":3/,
      /container qemu of pod \S+ exited with code 3: something is wrong/,
    ],
    [
      "a quota with claims",
      { namespace: "small", "persistent-volume-claim.requests.storage": "1Gi" },
      /exceeded quota/,
      /the cluster makes no pods for \S+: .*exceeded quota/,
    ],
  ])("%s", async (_what, given, visible, reason) => {
    const name = builderName("kube");
    const options = Object.fromEntries(
      Object.entries(given).map(([key, value]) => [
        key,
        value.replace(/^[A-Z]{5,}(?![A-Z/]*Case)/, (word) => images[word] ?? word),
      ]),
    );
    await slipway.ok(...createArgs(name, options));
    const shown = firstShown(name, visible);
    const started = Date.now();
    const boot = startSlipway(["inspect", "--bootstrap", name], {
      env: { KUBECONFIG: cluster.kubeconfig() },
    });
    await boot.waitForOutput(reason);
    const named = Date.now();
    const { code, stderr } = await boot.finished;
    const took = Date.now() - started;
    expect(code).toBe(1);
    expect(named - (await shown)).toBeLessThan(5_000);
    expect(stderr).toMatch(new RegExp(`ERROR: error for bootstrap "${name}0": .*(${reason.source})`));
    expect(stderr).toMatch(/^Hint: /m);
    expect(took).toBeLessThan(longest);
    expect(leftOf(name)).toEqual([]);
  });

  test("a daemon that never answers is told when the time is up", async () => {
    const name = builderName("kube");
    await slipway.ok(...createArgs(name, { image: images.ENDLESS ?? "", timeout: "3s" }));
    const { code, stderr } = await slipway.run(["inspect", "--bootstrap", name]);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /expected 1 replicas to be ready, got 0: the daemon in pod \S+ does not answer yet/,
    );
    expect(leftOf(name)).toEqual([]);
  });

  test("room that somebody makes is waited for when the user said how long", async () => {
    const name = builderName("kube");
    await slipway.ok(...createArgs(name, { "requests.cpu": "100", timeout: "4s" }));
    const started = Date.now();
    const { stderr } = await slipway.run(["inspect", "--bootstrap", name]);
    expect(Date.now() - started).toBeGreaterThan(4_000);
    expect(stderr).toMatch(/expected 1 replicas to be ready, got 0: no machine of the cluster can take pod/);
  });

  test("claims that were made for it go with it, and those from before stay", async () => {
    const name = builderName("kube");
    const claims = { "persistent-volume-claim.requests.storage": "1Gi" };
    cluster.create("persistentvolumeclaims", {
      metadata: { name: `buildkitd-${name}0-0`, labels: { app: `${name}0` } },
      spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
    });
    await slipway.ok(...createArgs(name, { image: images.CRASHING ?? "", replicas: "2", ...claims }));
    const made = firstShown(`buildkitd-${name}0-1`, /"kind":"PersistentVolumeClaim"/);
    const { code, stderr } = await slipway.run(["inspect", "--bootstrap", name]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/exited with code 3: something is wrong/);
    await made;
    expect(leftOf(name)).toEqual([`PersistentVolumeClaim buildkitd-${name}0-0`]);
  });

  test("who may neither watch nor list workloads, claims and events is told as well", async () => {
    const name = builderName("kube");
    const allow = [
      cluster.deny({ verb: "watch" }),
      ...["deployments", "statefulsets", "persistentvolumeclaims", "events"].map((resource) =>
        cluster.deny({ verb: "list", resource }),
      ),
    ];
    await slipway.ok(...createArgs(name, { "requests.cpu": "1k" }));
    const { code, stderr } = await slipway.run(["inspect", "--bootstrap", name]);
    for (const again of allow) again();
    expect(code).toBe(1);
    expect(stderr).toMatch(/no machine of the cluster can take pod \S+: .*Insufficient cpu/);
    expect(leftOf(name)).toEqual([]);
  });
});
