import { isSlipwayError, SlipwayError } from "../../../errors/index.js";
import { kinds, type NamedObject, type ResourceKind, resourceName } from "../../../kube/index.js";
import { reportVertex } from "../../../progress/index.js";
import type { DriverOperationOptions } from "../../contract/driver.js";
import { configMounts } from "../objects/config-maps.js";
import type { WorkloadPlan } from "../objects/plan.js";
import { workload, workloadKind } from "../objects/workload.js";
import { findWorkload, type NodePlace } from "../pods/observe.js";
import { humanDuration } from "./human-duration.js";
import { MadeObjects } from "./made-objects.js";
import { waitReady } from "./wait-ready.js";

/**
 * Brings up a node: makes its objects where there are none, and waits for its pods. What is there is used as it is. What
 * was made for a boot that fails is removed again.
 *
 * @throws SlipwayError `boot-failed` and others of {@link waitReady}
 */
export async function bootNode(
  place: NodePlace,
  plan: WorkloadPlan,
  { signal, progress }: DriverOperationOptions,
): Promise<void> {
  const { replicas, timeout } = plan.options;
  await reportVertex(progress, "[internal] booting buildkit", async (step) => {
    const made = new MadeObjects(place, plan);
    try {
      if ((await findWorkload(place, plan, { signal })) === undefined)
        await makeObjects(place, plan, made, signal);
      const waiting = `waiting for ${replicas} pods to be ready, timeout: ${humanDuration(timeout)}`;
      await step.status(waiting, () => waitReady(place, plan, step, signal));
    } catch (reason) {
      await made.undo();
      const error = SlipwayError.from(reason);
      const { logs } = error.details;
      if (Array.isArray(logs) && logs.length > 0) step.log(`${logs.join("\n")}\n`);
      throw error.code === "canceled"
        ? error
        : error.copyWith({ message: `error for bootstrap "${plan.name}": ${error.message}` });
    }
  });
}

/** ConfigMaps first: pods want them. An older one of the name is replaced. */
async function makeObjects(
  { client, namespace }: NodePlace,
  plan: WorkloadPlan,
  made: MadeObjects,
  signal: AbortSignal | undefined,
): Promise<void> {
  const configs = configMounts(plan);
  for (const { configMap } of configs) {
    try {
      await made.create(kinds.configMap, configMap, signal);
    } catch (reason) {
      if (!isSlipwayError(reason, "already-exists"))
        throw refused("Create", kinds.configMap, configMap, reason);
      await client
        .replace(kinds.configMap, namespace, configMap, { signal })
        .catch((error: unknown) => Promise.reject(refused("Update", kinds.configMap, configMap, error)));
    }
  }
  const kind = workloadKind(plan);
  const object = workload(plan, configs);
  try {
    await made.create(kind, object, signal);
  } catch (reason) {
    // Somebody else boots the node at the same moment.
    if (!isSlipwayError(reason, "already-exists")) throw refused("Create", kind, object, reason);
    made.disown();
  }
}

/** With docker-buildx's beginning. */
export function refused(
  what: string,
  kind: ResourceKind,
  object: NamedObject,
  reason: unknown,
): SlipwayError {
  const error = SlipwayError.from(reason);
  if (error.code === "canceled") return error;
  const clients: Readonly<Record<string, string>> = {
    "deployments.apps": "deploymentClient",
    "statefulsets.apps": "statefulSetClient",
    configmaps: "configMapClient",
  };
  const client = kind === kinds.configMap || what !== "Create" ? `${clients[resourceName(kind)]}.` : "";
  return error.copyWith({
    message: `error while calling ${client}${what} for "${object.metadata.name}": ${error.message}`,
  });
}
