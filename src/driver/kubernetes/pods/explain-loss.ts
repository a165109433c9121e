import { SlipwayError } from "../../../errors/index.js";
import { lastLines, type NodePlace } from "./observe.js";
import type { Pod } from "./pod.js";

const killedStatus = 137;

/**
 * Why a connection to a pod's daemon broke: the pod is gone, or its container has ended. Undefined when neither is so.
 *
 * @param pods the node's, as they are now
 * @param restarts how often the container had been started again when the connection was opened
 */
export async function explainLoss(
  place: NodePlace,
  pods: readonly Pod[],
  { name, restarts }: { readonly name: string; readonly restarts: number },
  signal: AbortSignal | undefined,
): Promise<SlipwayError | undefined> {
  const pod = pods.find(({ metadata }) => metadata.name === name);
  const details = { pod: name, namespace: place.namespace };
  if (pod === undefined || pod.metadata.deletionTimestamp || pod.status?.phase === "Failed") {
    const { reason, message } = pod?.status ?? {};
    const why = reason === undefined ? "" : ` (${reason}${message ? `: ${message}` : ""})`;
    return new SlipwayError("daemon-exited", `pod ${name} was removed while it was in use${why}`, {
      details,
    });
  }
  const container = pod.status?.containerStatuses?.[0];
  const end = container?.state?.terminated ?? container?.lastState?.terminated;
  const again = (container?.restartCount ?? 0) > restarts;
  if (container === undefined || !end || (!container.state?.terminated && !again)) return undefined;
  const killed = end.reason === "OOMKilled" || (end.exitCode === killedStatus && end.reason === undefined);
  if (killed) {
    return new SlipwayError(
      "out-of-memory",
      `pod ${name} was killed while it was in use: it ran out of its memory`,
      {
        details,
        hint: "give the pods more with the driver option limits.memory",
      },
    );
  }
  const logs = await lastLines(place, name, { container: container.name, previous: again }, { signal });
  const last = logs.at(-1);
  const how = `exited with code ${end.exitCode ?? 0}`;
  return new SlipwayError(
    "daemon-exited",
    `the daemon in pod ${name} ${how} while it was in use${last === undefined ? "" : `: ${last}`}`,
    { details: { ...details, logs } },
  );
}
