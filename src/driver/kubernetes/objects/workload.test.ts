import { describe, expect, test } from "vitest";
import { parseKubernetesOptions } from "../options/parse-options.js";
import { configMounts } from "./config-maps.js";
import type { WorkloadPlan } from "./plan.js";
import { workload } from "./workload.js";

const flags = ["--allow-insecure-entitlement=network.host"];

function plan(options: Record<string, string> = {}, more: Partial<WorkloadPlan> = {}): WorkloadPlan {
  const files = new Map<string, Uint8Array>();
  return { name: "b0", options: parseKubernetesOptions(options), flags, files, platforms: [], ...more };
}

const made = (given: WorkloadPlan) => JSON.parse(JSON.stringify(workload(given, configMounts(given))));
const podOf = (given: WorkloadPlan) => made(given).spec.template.spec;

const probe = {
  exec: { command: ["buildctl", "debug", "workers"] },
  failureThreshold: 3,
  initialDelaySeconds: 5,
  periodSeconds: 30,
  successThreshold: 1,
  timeoutSeconds: 60,
};

test("the Deployment of a node without options", () => {
  expect(made(plan())).toEqual({
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "b0", labels: { app: "b0" } },
    spec: {
      replicas: 1,
      selector: { matchLabels: { app: "b0" } },
      template: {
        metadata: { labels: { app: "b0" } },
        spec: {
          containers: [
            {
              name: "buildkitd",
              image: "moby/buildkit:buildx-stable-1",
              args: flags,
              securityContext: { privileged: true },
              readinessProbe: probe,
              livenessProbe: probe,
            },
          ],
        },
      },
    },
  });
});

test("what is asked for is in it", () => {
  const given = plan(
    {
      image: "bk",
      replicas: "2",
      "requests.cpu": "1",
      "requests.ephemeral-storage": "1Gi",
      "limits.memory": "2Gi",
      nodeselector: "disk=ssd",
      tolerations: "key=builds,operator=Exists",
      annotations: "who=me",
      labels: "team=x",
      serviceaccount: "sa",
      schedulername: "s",
      "qemu.install": "true",
      "env.A": "b",
    },
    { platforms: ["linux/amd64", "linux/arm64"] },
  );
  const annotations = { "buildx.docker.com/platform": "linux/amd64,linux/arm64", who: "me" };
  expect(made(given)).toMatchObject({
    metadata: { name: "b0", labels: { app: "b0", team: "x" }, annotations },
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: "b0", team: "x" } },
      template: { metadata: { labels: { app: "b0", team: "x" }, annotations } },
    },
  });
  expect(podOf(given)).toEqual({
    serviceAccountName: "sa",
    schedulerName: "s",
    nodeSelector: { disk: "ssd" },
    tolerations: [{ key: "builds", operator: "Exists" }],
    initContainers: [
      {
        name: "qemu",
        image: "tonistiigi/binfmt:latest",
        args: ["--install", "all"],
        securityContext: { privileged: true },
      },
    ],
    containers: [
      {
        name: "buildkitd",
        image: "bk",
        args: flags,
        env: [{ name: "A", value: "b" }],
        securityContext: { privileged: true },
        readinessProbe: probe,
        livenessProbe: probe,
        // docker-buildx has the request for storage among the limits.
        resources: { requests: { cpu: "1", "ephemeral-storage": "1Gi" }, limits: { memory: "2Gi" } },
      },
    ],
  });
});

describe("a rootless daemon", () => {
  test("is not privileged and has a volume of its own", () => {
    const given = plan({ rootless: "true" });
    const apparmor = { "container.apparmor.security.beta.kubernetes.io/buildkitd": "unconfined" };
    expect(made(given).metadata.annotations).toEqual(apparmor);
    expect(made(given).spec.template.metadata.annotations).toEqual(apparmor);
    expect(podOf(given)).toMatchObject({
      containers: [
        {
          args: [...flags, "--oci-worker-no-process-sandbox"],
          securityContext: { seccompProfile: { type: "Unconfined" } },
          volumeMounts: [{ name: "buildkitd", mountPath: "/home/user/.local/share/buildkit" }],
        },
      ],
      volumes: [{ name: "buildkitd", emptyDir: {} }],
    });
    expect(podOf(given).containers[0].securityContext).not.toHaveProperty("privileged");
  });

  test("may have it in memory", () => {
    expect(podOf(plan({ rootless: "true", "buildkit-root-volume-memory": "1Gi" })).volumes).toEqual([
      { name: "buildkitd", emptyDir: { medium: "Memory", sizeLimit: "1Gi" } },
    ]);
  });
});

test("state in memory", () => {
  expect(podOf(plan({ "buildkit-root-volume-memory": "1Gi" }))).toMatchObject({
    containers: [{ volumeMounts: [{ name: "buildkit-memory", mountPath: "/var/lib/buildkit" }] }],
    volumes: [{ name: "buildkit-memory", emptyDir: { medium: "Memory", sizeLimit: "1Gi" } }],
  });
});

describe("a node with claims", () => {
  const claim = { "persistent-volume-claim.requests.storage": "10Gi" };
  const files = new Map([["buildkitd.toml", Buffer.from("debug = true\n")]]);

  test("is a StatefulSet", () => {
    expect(made(plan({ ...claim, replicas: "2" }))).toMatchObject({
      kind: "StatefulSet",
      metadata: { name: "b0", labels: { app: "b0" } },
      spec: {
        replicas: 2,
        serviceName: "buildkitd",
        podManagementPolicy: "Parallel",
        volumeClaimTemplates: [
          {
            metadata: { name: "buildkitd" },
            spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "10Gi" } } },
          },
        ],
      },
    });
  });

  test("keeps its configuration beside the claim, which docker-buildx loses", () => {
    expect(podOf(plan(claim, { files }))).toMatchObject({
      containers: [
        {
          volumeMounts: [
            { name: "config", mountPath: "/etc/buildkit" },
            { name: "buildkitd", mountPath: "/var/lib/buildkit" },
          ],
        },
      ],
      volumes: [{ name: "config", configMap: { name: "b0-config" } }],
    });
  });

  test("has no second volume of the claim's name when it is rootless", () => {
    const pod = podOf(plan({ ...claim, rootless: "true" }));
    expect(pod).not.toHaveProperty("volumes");
    expect(pod.containers[0].volumeMounts).toEqual([
      { name: "buildkitd", mountPath: "/home/user/.local/share/buildkit" },
    ]);
  });
});

test("configuration has a ConfigMap for each directory", () => {
  const files = new Map<string, Uint8Array>([
    ["certs/reg.example/ca.pem", Buffer.from("PEM")],
    ["buildkitd.toml", Buffer.from("debug = true\n")],
    ["certs/reg.example/odd", Uint8Array.of(0xff)],
  ]);
  const given = plan({ annotations: "who=me" }, { files });
  expect(configMounts(given).map(({ configMap }) => configMap)).toEqual([
    {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "b0-config", annotations: { who: "me" } },
      data: { "buildkitd.toml": "debug = true\n" },
    },
    {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "b0-config-1", annotations: { who: "me" } },
      data: { "ca.pem": "PEM" },
      binaryData: { odd: "/w==" },
    },
  ]);
  expect(podOf(given)).toMatchObject({
    containers: [
      {
        volumeMounts: [
          { name: "config", mountPath: "/etc/buildkit" },
          { name: "config-1", mountPath: "/etc/buildkit/certs/reg.example" },
        ],
      },
    ],
    volumes: [
      { name: "config", configMap: { name: "b0-config" } },
      { name: "config-1", configMap: { name: "b0-config-1" } },
    ],
  });
});
