import { describe, expect, test } from "vitest";
import type { ContainerStatus, KubeEvent, Pod, Workload } from "../pods/pod.js";
import { podCause } from "./pod-cause.js";
import { workloadCause } from "./workload-cause.js";

function pod(status: Exclude<Pod["status"], undefined>, more: Partial<Pod["metadata"]> = {}): Pod {
  return { metadata: { name: "p", ...more }, spec: { containers: [{ name: "buildkitd" }] }, status };
}

const container = (
  state: Exclude<ContainerStatus["state"], undefined>,
  more: Partial<ContainerStatus> = {},
): Pod =>
  pod({
    phase: "Pending",
    containerStatuses: [{ name: "buildkitd", image: "bk", state, ...more }],
  });

const unscheduled = (message: string, more: object = {}): Pod =>
  pod({
    phase: "Pending",
    conditions: [{ type: "PodScheduled", status: "False", reason: "Unschedulable", message }],
    ...more,
  });

const warning = (
  reason: string,
  message: string,
  involvedObject: KubeEvent["involvedObject"] = null,
): KubeEvent => ({
  type: "Warning",
  reason,
  message,
  involvedObject,
});

const usual = { patient: false, ageMs: 1_000 };
const bound = "0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims.";

describe("a pod is held up by", () => {
  test.each<[string, Pod, readonly KubeEvent[], string, string, RegExp]>([
    [
      "an image, the first time",
      container({ waiting: { reason: "ErrImagePull", message: "not found" } }),
      [],
      "lasting",
      "ErrImagePull",
      /^the image bk of container buildkitd of pod p cannot be pulled: not found$/,
    ],
    [
      "an image, again",
      container({ waiting: { reason: "ImagePullBackOff" } }),
      [],
      "final",
      "ImagePullBackOff",
      /pulled: ImagePullBackOff$/,
    ],
    [
      "a name of an image",
      container({ waiting: { reason: "InvalidImageName", message: "X" } }),
      [],
      "final",
      "InvalidImageName",
      /X$/,
    ],
    [
      "what it refers to",
      container({ waiting: { reason: "CreateContainerConfigError", message: 'configmap "c" not found' } }),
      [],
      "lasting",
      "CreateContainerConfigError",
      /cannot be started: configmap "c" not found$/,
    ],
    [
      "the runtime",
      container({ waiting: { reason: "RunContainerError", message: "operation not permitted" } }),
      [],
      "lasting",
      "RunContainerError",
      /not permitted$/,
    ],
    [
      "a crash",
      container(
        { waiting: { reason: "CrashLoopBackOff" } },
        { lastState: { terminated: { exitCode: 2, reason: "Error" } } },
      ),
      [],
      "final",
      "CrashLoopBackOff",
      /^container buildkitd of pod p exited with code 2$/,
    ],
    [
      "a first end",
      container({ terminated: { exitCode: 0, reason: "Completed" } }),
      [],
      "lasting",
      "Completed",
      /exited with code 0 \(Completed\)$/,
    ],
    [
      "ends between which it runs",
      container({ running: {} }, { restartCount: 3, lastState: { terminated: { exitCode: 1 } } }),
      [],
      "lasting",
      "Error",
      /exited with code 1$/,
    ],
    [
      "memory",
      container(
        { waiting: { reason: "CrashLoopBackOff" } },
        { lastState: { terminated: { exitCode: 137, reason: "OOMKilled" } } },
      ),
      [],
      "final",
      "OOMKilled",
      /was killed: it ran out of its memory$/,
    ],
    [
      "an eviction",
      pod({ phase: "Failed", reason: "Evicted", message: "low on resource: ephemeral-storage" }),
      [],
      "lasting",
      "Evicted",
      /^pod p has failed \(Evicted\): low on resource/,
    ],
    [
      "processors",
      unscheduled("0/1 nodes are available: 1 Insufficient cpu."),
      [],
      "lasting",
      "Unschedulable",
      /Insufficient cpu\.$/,
    ],
    [
      "processors, while a machine is added",
      unscheduled("0/1 nodes are available: 1 Insufficient cpu."),
      [{ type: "Normal", reason: "TriggeredScaleUp" }],
      "passing",
      "Unschedulable",
      /Insufficient cpu/,
    ],
    [
      "processors, while other pods go",
      unscheduled("Insufficient cpu", { nominatedNodeName: "n" }),
      [],
      "passing",
      "Unschedulable",
      /Insufficient cpu/,
    ],
    ["a claim that is being bound", unscheduled(bound), [], "passing", "Unschedulable", /unbound immediate/],
    [
      "a claim that will not be",
      unscheduled(bound),
      [
        warning("ProvisioningFailed", 'storageclass "x" not found', {
          kind: "PersistentVolumeClaim",
          name: "buildkitd-p",
        }),
      ],
      "lasting",
      "ProvisioningFailed",
      /^the claim buildkitd-p of pod p gets no volume: storageclass "x" not found$/,
    ],
    [
      "a mount",
      pod({ phase: "Pending" }),
      [warning("FailedMount", "no such volume")],
      "lasting",
      "FailedMount",
      /^a volume of pod p cannot be mounted: no such volume$/,
    ],
    [
      "a sandbox",
      pod({ phase: "Pending" }),
      [warning("FailedCreatePodSandBox", "no IP addresses")],
      "lasting",
      "FailedCreatePodSandBox",
      /gets no sandbox: no IP addresses$/,
    ],
    [
      "a daemon that keeps silent",
      pod({ phase: "Running" }),
      [warning("Unhealthy", "Readiness probe failed")],
      "passing",
      "Unhealthy",
      /does not answer yet: Readiness probe failed$/,
    ],
  ])("%s", (_what, given, events, weight, reason, message) => {
    expect(podCause(given, events, usual)).toMatchObject({
      weight,
      reason,
      pod: "p",
      message: expect.stringMatching(message),
    });
  });

  test("nothing while it comes up", () => {
    const coming = [
      pod({}),
      pod(null),
      container({ waiting: { reason: "ContainerCreating" } }),
      container({ running: {} }),
      container({ running: {} }, { restartCount: 1 }),
      pod({ phase: "Running", conditions: [{ type: "Ready", status: "True" }] }),
      pod({ phase: "Failed", reason: "Evicted" }, { deletionTimestamp: "2026-01-01T00:00:00Z" }),
      pod({
        phase: "Pending",
        initContainerStatuses: [
          { name: "qemu", state: { terminated: { exitCode: 0, reason: "Completed" } } },
        ],
      }),
    ];
    expect(coming.map((given) => podCause(given, [], usual))).toEqual(coming.map(() => undefined));
  });

  test("no machine is waited for by who said how long", () => {
    expect(podCause(unscheduled("Insufficient cpu"), [], { patient: true, ageMs: 0 })?.weight).toBe(
      "passing",
    );
  });

  test.each([
    ["nobody", "final"],
    ["default-scheduler", "passing"],
  ])("a scheduler %s that keeps silent", (schedulerName, weight) => {
    const given: Pod = { ...pod({ phase: "Pending" }), spec: { schedulerName } };
    expect(podCause(given, [], usual)).toBeUndefined();
    expect(podCause(given, [], { patient: false, ageMs: 4_000 })).toMatchObject({
      weight,
      reason: "NotScheduled",
    });
  });
});

describe("a workload gets no pods for want of", () => {
  const failing = (message: string): Workload => ({
    metadata: { name: "b0" },
    status: { conditions: [{ type: "ReplicaFailure", status: "True", reason: "FailedCreate", message }] },
  });

  test.each([
    ["exceeded quota: few, requested: pods=1", "ExceededQuota"],
    ['violates PodSecurity "baseline:latest": privileged', "PodSecurity"],
    ['admission webhook "x" denied the request: no', "AdmissionDenied"],
    ['error looking up service account ci/sa: serviceaccount "sa" not found', "ServiceAccountNotFound"],
    ["unable to validate against any security context constraint", "SecurityContextConstraint"],
    ["maximum cpu usage per Container is 1, but limit is 2", "LimitRange"],
    ["something new", "FailedCreate"],
  ])("%s", (message, reason) => {
    expect(workloadCause(failing(message), [])).toMatchObject({
      weight: "lasting",
      reason,
      message: `the cluster makes no pods for b0: ${message}`,
    });
    const bare = { metadata: { name: "b0" } };
    expect(workloadCause(bare, [warning("FailedCreate", message)])).toMatchObject({ reason });
  });

  test("nothing else", () => {
    expect(workloadCause({ metadata: { name: "b0" }, status: {} }, [warning("Other", "x")])).toBeUndefined();
  });
});
