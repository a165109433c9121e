import { beforeAll, describe, expect, test } from "vitest";
import { lab, startProgram, temporaryDirectory } from "../support/index.js";
import { type Cluster, type Pod, startCluster } from "../support/kubernetes/index.js";

let cluster: Cluster;
let home: string;

beforeAll(async () => {
  home = temporaryDirectory("home");
  cluster = await startCluster({ node: { cpu: "2", memory: "4Gi" } });
  cluster.addNamespace("baseline", { "pod-security.kubernetes.io/enforce": "baseline" });
  for (const [name, hard] of Object.entries({ full: { pods: "0" }, strict: { "limits.memory": "1Gi" } })) {
    cluster.addNamespace(name);
    cluster.create("resourcequotas", { metadata: { name: "quota", namespace: name }, spec: { hard } });
  }
  cluster.create("persistentvolumeclaims", {
    metadata: { name: "unbound" },
    spec: {
      ...{ accessModes: ["ReadWriteOnce"], storageClassName: "fast" },
      resources: { requests: { storage: "1Gi" } },
    },
  });
  cluster.refusals.add("policy.test", ({ kind, metadata }) =>
    kind === "Pod" && metadata.labels?.app === "webhook" ? "not on Fridays" : undefined,
  );
});

interface Wrong {
  /** Fields of the pod and of its container that make it fail. */
  readonly pod?: object;
  readonly container?: object;
  readonly namespace?: string;
  /** What `kubectl get pods` says; absent when there is no pod. */
  readonly status?: string;
  /** The reason and the message of an event. */
  readonly event?: readonly [reason: string, message: string | RegExp];
  /** Part of the container's last end. */
  readonly ended?: object;
}

const run = (script: string) => ({ command: ["sh", "-c", script] });
const volume = (source: object) => ({ volumes: [{ name: "v", ...source }] });
const none = "0/1 nodes are available:";
const noHelp = "preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.";

const failures: Readonly<Record<string, Wrong>> = {
  image: {
    container: { image: `${lab.registry}/none:1` },
    status: "ImagePullBackOff",
    event: [
      "Failed",
      /^Failed to pull image "\S+\/none:1": rpc error: code = NotFound desc = .*: not found$/,
    ],
  },
  registry: {
    container: { image: "127.0.0.1:1/none:1" },
    status: "ImagePullBackOff",
    event: ["Failed", /rpc error: code = Unknown desc = .*connection refused/],
  },
  reference: {
    container: { image: "No Image" },
    status: "InvalidImageName",
    event: ["InspectFailed", /couldn't parse image name "No Image": invalid reference format/],
  },
  never: {
    container: { image: "none:1", imagePullPolicy: "Never" },
    status: "ErrImageNeverPull",
    event: ["Failed", "Error: ErrImageNeverPull"],
  },
  crash: {
    container: run("echo last words; exit 3"),
    status: "CrashLoopBackOff",
    event: ["BackOff", /^Back-off restarting failed container main in pod crash-\S+_default\(\S+\)$/],
    ended: { exitCode: 3, reason: "Error" },
  },
  program: {
    container: { command: ["/no/such/program"] },
    status: "CrashLoopBackOff",
    event: ["Failed", /\/no\/such\/program.*no such file or directory/],
    ended: { exitCode: 128, reason: "StartError" },
  },
  memory: {
    container: { ...run("exec tail /dev/zero"), resources: { limits: { memory: "16Mi" } } },
    status: "CrashLoopBackOff",
    ended: { exitCode: 137, reason: "OOMKilled" },
  },
  unready: {
    container: { ...run("exec sleep 1000"), readinessProbe: { exec: run("echo not yet; exit 1") } },
    status: "Running",
    event: ["Unhealthy", "Readiness probe failed: not yet"],
  },
  prepare: {
    pod: { initContainers: [{ name: "init", image: lab.image, ...run("exit 1") }] },
    status: "Init:CrashLoopBackOff",
    event: ["BackOff", /Back-off restarting failed container init/],
  },
  config: {
    pod: volume({ configMap: { name: "absent" } }),
    status: "ContainerCreating",
    event: ["FailedMount", 'MountVolume.SetUp failed for volume "v" : configmap "absent" not found'],
  },
  variable: {
    container: { env: [{ name: "A", valueFrom: { configMapKeyRef: { name: "absent", key: "a" } } }] },
    status: "CreateContainerConfigError",
    event: ["Failed", 'Error: configmap "absent" not found'],
  },
  selector: {
    pod: { nodeSelector: { disk: "fast" } },
    status: "Pending",
    event: ["FailedScheduling", `${none} 1 node(s) didn't match Pod's node affinity/selector. ${noHelp}`],
  },
  processor: {
    container: { resources: { requests: { cpu: "3", memory: "1Gi" } } },
    status: "Pending",
    event: [
      "FailedScheduling",
      new RegExp(`^${none} 1 Insufficient cpu. preemption: .* No preemption victims`),
    ],
  },
  claim: {
    pod: volume({ persistentVolumeClaim: { claimName: "unbound" } }),
    status: "Pending",
    event: ["FailedScheduling", `${none} pod has unbound immediate PersistentVolumeClaims. ${noHelp}`],
  },
  scheduler: { pod: { schedulerName: "another" }, status: "Pending" },
  account: {
    pod: { serviceAccountName: "builder" },
    event: [
      "FailedCreate",
      /^Error creating: pods "account-\S+" is forbidden: error looking up service account default\/builder: serviceaccount "builder" not found$/,
    ],
  },
  quota: {
    namespace: "full",
    event: [
      "FailedCreate",
      /pods "\S+" is forbidden: exceeded quota: quota, requested: pods=1, used: pods=0, limited: pods=0$/,
    ],
  },
  limits: {
    namespace: "strict",
    event: ["FailedCreate", /is forbidden: failed quota: quota: must specify limits.memory for: main$/],
  },
  security: {
    namespace: "baseline",
    container: { securityContext: { privileged: true } },
    event: [
      "FailedCreate",
      /violates PodSecurity "baseline:latest": privileged \(container "main" must not set securityContext.privileged=true\)$/,
    ],
  },
  webhook: {
    event: [
      "FailedCreate",
      'Error creating: admission webhook "policy.test" denied the request: not on Fridays',
    ],
  },
};

function deploy(name: string, { namespace, pod, container }: Wrong): void {
  const labels = { app: name };
  const main = { name: "main", image: lab.image, ...run("exec sleep 1000"), ...container };
  const spec = { terminationGracePeriodSeconds: 0, ...pod, containers: [main] };
  const template = { metadata: { labels }, spec };
  cluster.create("deployments", {
    metadata: { name, namespace },
    spec: { selector: { matchLabels: labels }, template },
  });
}

async function kubectl(...args: string[]): Promise<string> {
  const env = { KUBECONFIG: cluster.kubeconfig(), HOME: home };
  const { code, stdout, stderr } = await startProgram(lab.kubectl, args, { env }).finished;
  expect(code, stderr).toBe(0);
  return stdout;
}

const podsOf = (name: string) =>
  cluster.store.list<Pod>("pods").filter(({ metadata }) => metadata.labels?.app === name);

describe("what keeps a pod from coming up is told as a cluster tells it", () => {
  beforeAll(() => {
    for (const [name, wrong] of Object.entries(failures)) deploy(name, wrong);
  });

  test.each(Object.entries(failures))("%s", async (name, { namespace = "default", status, event, ended }) => {
    const soon = { timeout: 40_000, interval: 300 };
    if (status === undefined) {
      await expect
        .poll(() => cluster.store.find("deployments", namespace, name)?.status, soon)
        .toMatchObject({
          conditions: expect.arrayContaining([
            expect.objectContaining({ type: "ReplicaFailure", reason: "FailedCreate" }),
          ]),
        });
      expect(podsOf(name)).toEqual([]);
    } else {
      const shown = new RegExp(`^${name}-\\S+ +0/1 +${status} `);
      await expect
        .poll(() => kubectl("get", "pods", "-n", namespace, "-l", `app=${name}`, "--no-headers"), soon)
        .toMatch(shown);
    }
    if (event !== undefined) {
      const [reason, message] = event;
      const expected = {
        reason,
        message: typeof message === "string" ? message : expect.stringMatching(message),
      };
      const events = () =>
        cluster.store
          .list("events", namespace)
          .filter(({ involvedObject }) => (involvedObject as { name: string }).name.startsWith(name));
      await expect.poll(events, soon).toContainEqual(expect.objectContaining(expected));
    }
    if (ended !== undefined)
      await expect
        .poll(() => podsOf(name)[0]?.status?.containerStatuses?.[0]?.lastState, soon)
        .toMatchObject({ terminated: ended });
  });

  test("the log of a container that crashed can still be read", async () => {
    const [pod] = podsOf("crash");
    expect(await kubectl("logs", pod?.metadata.name ?? "", "--previous")).toBe("last words\n");
  });

  test("a pod waits for a node without a taint that it does not tolerate, and for no longer", async () => {
    await kubectl("taint", "nodes", "slipway-node", "dedicated=builds:NoSchedule");
    deploy("taint", {});
    const words = `${none} 1 node(s) had untolerated taint {dedicated: builds}. ${noHelp}`;
    await expect
      .poll(() => podsOf("taint")[0]?.status?.conditions, { timeout: 20_000 })
      .toContainEqual(
        expect.objectContaining({
          type: "PodScheduled",
          status: "False",
          reason: "Unschedulable",
          message: words,
        }),
      );
    await kubectl("taint", "nodes", "slipway-node", "dedicated-");
    await kubectl("rollout", "status", "deployment/taint", "--timeout=60s");
  });

  test("an evicted pod stays to say why, and another takes its place", async () => {
    deploy("evicted", {});
    await kubectl("rollout", "status", "deployment/evicted", "--timeout=60s");
    const name = podsOf("evicted")[0]?.metadata.name ?? "";
    await cluster.evict(name);
    const message = expect.stringContaining("low on resource: ephemeral-storage");
    expect(cluster.store.find("pods", "default", name)?.status).toMatchObject({
      phase: "Failed",
      reason: "Evicted",
      message,
    });
    await kubectl("rollout", "status", "deployment/evicted", "--timeout=60s");
    expect(
      podsOf("evicted")
        .map(({ status }) => status?.phase)
        .sort(),
    ).toEqual(["Failed", "Running"]);
  });
});
