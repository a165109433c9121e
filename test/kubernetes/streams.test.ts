import { join } from "node:path";
import { expect, test } from "vitest";
import { builderName, lab, startProgram, startSlipway } from "../support/index.js";
import { startCluster } from "../support/kubernetes/index.js";
import { clients, createArgs, smallContext } from "./support.js";

test.each([
  ["websocket-v5", true],
  ["websocket-v4", true],
  ["websocket-v4", false],
] as const)("a build goes over %s (TLS: %s)", async (protocol, tls) => {
  const cluster = await startCluster({ streams: [protocol], tls });
  const { slipway } = clients(cluster);
  const name = builderName("kube");
  await slipway.ok(...createArgs(name), "--bootstrap");
  const context = smallContext("x".repeat(3 << 20));
  const output = `type=local,dest=${join(context, "out")}`;
  await slipway.ok("build", "--builder", name, "--output", output, context);
  expect(cluster.execs.map(({ protocol: spoken }) => spoken)).toContain(protocol);
  await slipway.ok("rm", name);
});

test("a server that speaks SPDY alone is told", async () => {
  const cluster = await startCluster({ streams: ["spdy"] });
  const { slipway } = clients(cluster);
  const name = builderName("kube");
  await slipway.ok(...createArgs(name), "--bootstrap");
  const { code, stderr } = await slipway.run(["build", "--builder", name, smallContext()]);
  expect(code).toBe(1);
  expect(stderr).toMatch(/ERROR: failed to build: the cluster at https:\S+ opens no WebSocket to pod \S+/);
  expect(stderr).toMatch(/^Hint: .*not SPDY/m);
  await slipway.ok("rm", name);
});

test("a cut in mid-build is one error at once", async () => {
  const cluster = await startCluster();
  const { slipway } = clients(cluster);
  const name = builderName("kube");
  await slipway.ok(...createArgs(name), "--bootstrap");
  const context = smallContext("x".repeat(64 << 20));
  const env = { KUBECONFIG: cluster.kubeconfig() };
  const args = ["build", "--builder", name, "--progress", "plain", "--output", "type=tar,dest=-", context];
  const running = startSlipway([...args], { env });
  await running.waitForOutput("transferring context");
  const cutAt = Date.now();
  cluster.cutConnections();
  const { code, stderr } = await running.finished;
  expect(Date.now() - cutAt).toBeLessThan(4_000);
  expect(code).not.toBe(0);
  expect(stderr.match(/^ERROR: /gm)).toHaveLength(1);
  await slipway.ok("rm", name);
});

test("a remote builder leads to a pod that somebody else runs", async () => {
  const cluster = await startCluster();
  const { slipway } = clients(cluster);
  const [name, far] = [builderName("kube"), builderName("pod")];
  await slipway.ok(...createArgs(name), "--bootstrap");
  const pod = cluster.store.list("pods")[0]?.metadata.name ?? "";
  await slipway.ok(
    "create",
    "--name",
    far,
    `kube-pod://${pod}?context=test&namespace=default&container=buildkitd`,
  );
  const { stdout } = await slipway.ok("inspect", far);
  expect(stdout).toMatch(/^Status: +running$/m);
  const context = smallContext();
  await slipway.ok("build", "--builder", far, "--output", `type=local,dest=${join(context, "out")}`, context);
  const allow = cluster.deny({ resource: "pods/exec" });
  const refused = await slipway.run(["inspect", "--bootstrap", far]);
  expect(refused.stderr).toMatch(/ERROR: not allowed to \w+ pods\/exec/);
  allow();
  await slipway.ok("rm", far, name);
});

test("a pod that is removed in mid-build is told", async () => {
  const cluster = await startCluster();
  const { slipway } = clients(cluster);
  const name = builderName("kube");
  await slipway.ok(...createArgs(name), "--bootstrap");
  const context = smallContext("x".repeat(64 << 20));
  const KUBECONFIG = cluster.kubeconfig();
  const args = ["build", "--builder", name, "--progress", "plain", "--output", "type=tar,dest=-", context];
  const running = startSlipway([...args], { env: { KUBECONFIG } });
  await running.waitForOutput("transferring context");
  const pod = cluster.store.list("pods")[0]?.metadata.name ?? "";
  const remove = ["delete", "pod", pod, "--grace-period=0", "--force", "--wait=false"];
  const removed = await startProgram(lab.kubectl, remove, { env: { KUBECONFIG } }).finished;
  expect(removed.code, removed.stderr).toBe(0);
  const { code, stderr } = await running.finished;
  expect(code).not.toBe(0);
  expect(stderr).toMatch(
    new RegExp(`^ERROR: failed to build: pod ${pod} was removed while it was in use`, "m"),
  );
  await slipway.ok("rm", name);
});
