import type { ContainerStatus, Pod } from "../pods/pod.js";
import type { Cause } from "./cause.js";

/** Of a message of the container runtime. */
const quotedLength = 600;
const killedStatus = 137;

const imageReasons: Readonly<Record<string, Cause["weight"]>> = {
  ErrImagePull: "lasting",
  ImagePullBackOff: "final",
  InvalidImageName: "final",
  ErrImageNeverPull: "final",
  ImageInspectError: "lasting",
  RegistryUnavailable: "lasting",
  SignatureValidationFailed: "final",
};
const startReasons: Readonly<Record<string, Cause["weight"]>> = {
  CreateContainerConfigError: "lasting",
  CreateContainerError: "lasting",
  RunContainerError: "lasting",
  StartError: "lasting",
  PreStartHookError: "lasting",
  PostStartHookError: "lasting",
};

/** Why a container of a pod is not up; undefined when nothing says that it will not be. */
export function containerCause(pod: Pod, status: ContainerStatus): Cause | undefined {
  const { waiting, terminated } = status.state ?? {};
  const reason = waiting?.reason ?? "";
  const where = `container ${status.name} of pod ${pod.metadata.name}`;
  const said = (waiting?.message ?? "").slice(0, quotedLength).trim();
  const known = { pod: pod.metadata.name, reason };
  if (Object.hasOwn(imageReasons, reason)) {
    return {
      ...known,
      weight: imageReasons[reason] ?? "lasting",
      message: `the image ${status.image ?? ""} of ${where} cannot be pulled: ${said || reason}`,
      hint: imageHint(status.name, said),
    };
  }
  if (Object.hasOwn(startReasons, reason)) {
    return {
      ...known,
      weight: startReasons[reason] ?? "lasting",
      message: `${where} cannot be started: ${said || reason}`,
      hint: startHint(said),
    };
  }
  if (reason === "CrashLoopBackOff") return crash(pod, status, where, "final");
  // The first time it is started again at once, and that may go well.
  if (terminated && !(isInit(pod, status) && terminated.exitCode === 0))
    return crash(pod, status, where, "lasting");
  if ((status.restartCount ?? 0) > 1 && !status.ready) return crash(pod, status, where, "lasting");
  return undefined;
}

function crash(pod: Pod, status: ContainerStatus, where: string, weight: Cause["weight"]): Cause {
  const end = status.state?.terminated ?? status.lastState?.terminated;
  const outOfMemory =
    end?.reason === "OOMKilled" || (end?.exitCode === killedStatus && end.reason === undefined);
  const how =
    end === undefined || end === null
      ? "ends again and again"
      : outOfMemory
        ? "was killed: it ran out of its memory"
        : `exited with code ${end.exitCode ?? 0}${end.reason === "Error" || end.reason === undefined ? "" : ` (${end.reason})`}`;
  const said = end?.message?.trim().slice(0, quotedLength);
  return {
    reason: outOfMemory ? "OOMKilled" : weight === "final" ? "CrashLoopBackOff" : (end?.reason ?? "Error"),
    weight,
    message: `${where} ${how}${said ? `: ${said}` : ""}`,
    hint: outOfMemory
      ? "give the pods more with the driver option limits.memory"
      : status.name === "qemu"
        ? "the driver option qemu.image names the image; installing QEMU takes a privileged container"
        : "the daemon's own flags and configuration, and whether the pod may be privileged, decide whether it starts",
    pod: pod.metadata.name,
    crashed: {
      container: status.name,
      previous: status.state?.terminated === undefined || status.state.terminated === null,
    },
  };
}

function isInit({ status }: Pod, { name }: ContainerStatus): boolean {
  return status?.initContainerStatuses?.some((other) => other.name === name) ?? false;
}

function imageHint(container: string, said: string): string {
  const option = container === "qemu" ? "qemu.image" : "image";
  if (/unauthorized|denied|forbidden|401|403|no basic auth/i.test(said)) {
    return `the machines of the cluster may not pull it: give the service account a pull secret (driver option serviceaccount), or take another image (driver option ${option})`;
  }
  if (/not found|manifest unknown|no such|invalid/i.test(said))
    return `the driver option ${option} names the image`;
  return `the machines of the cluster must reach the registry; the driver option ${option} names another image`;
}

function startHint(said: string): string | undefined {
  if (/configmap|secret/i.test(said)) return "what the pod refers to must be in its namespace";
  if (/privileged|not permitted|permission|runc|oci runtime/i.test(said)) {
    return "the cluster may not let it be privileged: the driver option rootless=true needs less";
  }
  return undefined;
}
