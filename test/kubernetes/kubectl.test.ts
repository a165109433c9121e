import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { lab, startProgram, temporaryDirectory } from "../support/index.js";
import { type Cluster, startCluster } from "../support/kubernetes/index.js";

let cluster: Cluster;
let directory: string;
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  cluster = await startCluster();
  directory = temporaryDirectory("kubectl");
  env = { KUBECONFIG: cluster.kubeconfig(), HOME: directory };
});

function start(args: readonly string[], more: { env?: NodeJS.ProcessEnv; input?: string | Uint8Array } = {}) {
  return startProgram(lab.kubectl, args, { ...more, env: { ...env, ...more.env } }).finished;
}

/** What kubectl prints; a failure of it is one of the test. */
async function kubectl(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await start(args);
  expect(code, `kubectl ${args.join(" ")}: ${stdout}${stderr}`).toBe(0);
  return stdout;
}

function manifest(name: string, ...objects: unknown[]): string {
  const path = join(directory, name);
  writeFileSync(path, objects.map((object) => JSON.stringify(object)).join("\n---\n"));
  return path;
}

const container = (script: string, more: object = {}) => ({
  ...{ name: "main", image: lab.image, command: ["sh", "-c", script], ...more },
});

function workload(kind: string, name: string, pod: object, more: object = {}) {
  const labels = { app: name };
  return {
    apiVersion: "apps/v1",
    kind,
    metadata: { name },
    spec: {
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { terminationGracePeriodSeconds: 0, ...pod } },
      ...more,
    },
  };
}

const words = (greeting: string) => ({
  ...{ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "words" }, data: { greeting } },
});
const app = workload("Deployment", "app", {
  containers: [
    container("cat /words/greeting; echo; exec sleep 1000", {
      env: [{ name: "COLOUR", value: "blue" }],
      volumeMounts: [{ name: "words", mountPath: "/words" }],
    }),
  ],
  volumes: [{ name: "words", configMap: { name: "words" } }],
});

test("kubectl applies a Deployment, follows its rollout, reads its log and deletes it", async () => {
  const file = manifest("app.yaml", words("hello"), app);
  expect(await kubectl("apply", "-f", file)).toBe("configmap/words created\ndeployment.apps/app created\n");
  expect(await kubectl("rollout", "status", "deployment/app", "--timeout=60s")).toContain(
    "successfully rolled out",
  );
  expect(await kubectl("get", "pods")).toMatch(
    /^NAME +READY +STATUS +RESTARTS +AGE\napp-\w+-\w+ +1\/1 +Running +0 /,
  );
  await expect.poll(() => kubectl("logs", "deployment/app"), { timeout: 20_000 }).toBe("hello\n");
  expect(await kubectl("apply", "-f", file)).toBe(
    "configmap/words unchanged\ndeployment.apps/app unchanged\n",
  );

  const changed = manifest("app.yaml", words("bye"), { ...app, spec: { ...app.spec, replicas: 2 } });
  expect(await kubectl("apply", "-f", changed)).toBe(
    "configmap/words configured\ndeployment.apps/app configured\n",
  );
  await kubectl("rollout", "status", "deployment/app", "--timeout=60s");
  expect(await kubectl("get", "deployment", "app", "--no-headers")).toMatch(/^app +2\/2 +2 +2 /);
  expect(await kubectl("get", "pods", "-l", "app in (app)", "-o", "name")).toMatch(
    /^(pod\/app-\w+-\w+\n){2}$/,
  );

  await kubectl("delete", "-f", changed, "--timeout=60s");
  await kubectl("wait", "--for=delete", "pods", "-l", "app=app", "--timeout=60s");
  expect(await kubectl("get", "all", "-o", "name")).toBe("");
});

test.each([
  ["WebSocket", "true", "websocket-v5"],
  ["SPDY", "false", "spdy"],
])("kubectl runs commands in a pod by %s", async (_name, webSocket, protocol) => {
  const pod = `exec-${protocol}`;
  const spec = { terminationGracePeriodSeconds: 0, containers: [container("exec sleep 1000")] };
  await kubectl(
    "create",
    "-f",
    manifest("pod.yaml", { apiVersion: "v1", kind: "Pod", metadata: { name: pod }, spec }),
  );
  await kubectl("wait", "--for=condition=Ready", `pod/${pod}`, "--timeout=60s");
  const exec = (input: string | Uint8Array, ...command: string[]) =>
    start(["exec", "-i", pod, "--", ...command], {
      env: { KUBECTL_REMOTE_COMMAND_WEBSOCKETS: webSocket },
      input,
    });

  const both = await exec("", "sh", "-c", "echo out; echo err >&2; exit 3");
  expect(both).toEqual({ code: 3, stdout: "out\n", stderr: "err\ncommand terminated with exit code 3\n" });
  const large = Buffer.alloc(5_000_000, "0123456789abcdef\n");
  expect(await exec(large, "cat")).toEqual({ code: 0, stdout: large.toString(), stderr: "" });
  expect(cluster.execs.at(-1)).toEqual({ protocol, pod, container: "main", command: ["cat"] });
  await kubectl("delete", "pod", pod, "--timeout=60s");
});

test("kubectl falls back to SPDY where the server knows no other stream", async () => {
  const old = await startCluster({ streams: ["spdy"] });
  const spec = { containers: [{ name: "main", image: lab.image, command: ["sleep", "1000"] }] };
  old.create("pods", { metadata: { name: "old" }, spec });
  const more = { env: { KUBECONFIG: old.kubeconfig() } };
  await start(["wait", "--for=condition=Ready", "pod/old", "--timeout=60s"], more);
  expect(await start(["exec", "old", "--", "echo", "through"], more)).toMatchObject({
    code: 0,
    stdout: "through\n",
  });
  expect(old.execs.map(({ protocol }) => protocol)).toEqual(["spdy"]);
});

test("kubectl applies a StatefulSet on the server's side, whose claims outlive it", async () => {
  const mount = { volumeMounts: [{ name: "data", mountPath: "/data" }] };
  const set = workload(
    "StatefulSet",
    "keeper",
    {
      initContainers: [container("echo init >>/data/log", { ...mount, name: "init" })],
      containers: [
        container("echo main >>/data/log; exec sleep 1000", {
          ...mount,
          readinessProbe: { exec: { command: ["grep", "main", "/data/log"] } },
        }),
      ],
    },
    {
      serviceName: "keeper",
      podManagementPolicy: "Parallel",
      volumeClaimTemplates: [
        {
          metadata: { name: "data" },
          spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
        },
      ],
    },
  );
  const file = manifest("set.yaml", set);
  expect(await kubectl("apply", "--server-side", "-f", file)).toBe(
    "statefulset.apps/keeper serverside-applied\n",
  );
  await kubectl("rollout", "status", "statefulset/keeper", "--timeout=60s");
  await kubectl("delete", "pod", "keeper-0", "--timeout=60s");
  await kubectl("rollout", "status", "statefulset/keeper", "--timeout=60s");
  expect(await kubectl("exec", "keeper-0", "-c", "main", "--", "cat", "/data/log")).toBe(
    "init\nmain\ninit\nmain\n",
  );

  await kubectl("delete", "-f", file, "--timeout=60s");
  expect(await kubectl("get", "pvc", "-o", "name")).toBe("persistentvolumeclaim/data-keeper-0\n");
  await kubectl("delete", "pvc", "data-keeper-0");
});

test("kubectl is told in the words of RBAC what it may not do", async () => {
  const allow = cluster.deny({ verb: "list", resource: "pods" });
  const { code, stderr } = await start(["get", "pods"]);
  const { stdout: answer } = await start(["auth", "can-i", "list", "pods"]);
  allow();
  expect({ code, stderr, answer }).toEqual({
    code: 1,
    stderr:
      'Error from server (Forbidden): pods is forbidden: User "admin" cannot list resource "pods" in API group "" in the namespace "default"\n',
    answer: "no\n",
  });
  expect(await kubectl("auth", "can-i", "list", "pods")).toBe("yes\n");
});

test("kubectl is let in by a client certificate, and not without credentials", async () => {
  const get = async (auth: "certificate" | "none") =>
    (await start(["get", "nodes", "-o", "name"], { env: { KUBECONFIG: cluster.kubeconfig({ auth }) } }))
      .stdout;
  expect(await get("certificate")).toBe("node/slipway-node\n");
  expect(await get("none")).not.toContain("node/");
});

test("kubectl is let in over plain HTTP, where nobody sends credentials", async () => {
  const plain = await startCluster({ tls: false, namespaces: ["ci"] });
  const config = plain.kubeconfig({ namespace: "ci" });
  const { stdout } = await start(["create", "configmap", "words", "-o", "jsonpath={.metadata.namespace}"], {
    env: { KUBECONFIG: config },
  });
  expect(stdout).toBe("ci");
});

test("get --watch follows what changes", async () => {
  const args = ["get", "configmaps", "--field-selector", "metadata.name=followed", "--watch"];
  const watching = startProgram(lab.kubectl, [...args, "--output-watch-events", "--no-headers"], { env });
  const path = manifest("followed.json", {
    ...{ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "followed" }, data: { a: "b" } },
  });
  await kubectl("apply", "-f", path);
  await watching.waitForOutput(/^ADDED +followed +1 /m);
  await kubectl("patch", "configmap", "followed", "-p", '{"data":{"c":"d"}}');
  await watching.waitForOutput(/^MODIFIED +followed +2 /m);
  await kubectl("delete", "configmap", "followed");
  await watching.waitForOutput(/^DELETED +followed +2 /m);
  watching.child.kill();
  await watching.finished;
});
