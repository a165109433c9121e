import type { Duplex } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { SlipwayError, throwIfCanceled } from "../../../errors/index.js";
import { openExec } from "../../../kube/index.js";
import { errorCode } from "../../../util/error-code.js";
import type { NodePlace } from "./observe.js";
import type { Pod } from "./pod.js";

const tries = 5;
/** Before the second try; it doubles. Milliseconds. */
const firstPause = 500;
const passing = new Set(["ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "EPIPE"]);

/**
 * Opens a byte stream to the daemon in a pod. A machine that has only just come up may refuse it at first: then it is
 * tried again.
 *
 * @throws SlipwayError `daemon-unreachable`, and what the cluster answers
 */
export async function connectPod(
  { client, namespace }: NodePlace,
  { metadata: { name }, spec }: Pod,
  signal: AbortSignal | undefined,
): Promise<Duplex> {
  const container = spec?.containers?.[0]?.name;
  if (container === undefined)
    throw new SlipwayError("daemon-unreachable", `pod ${name} does not have any container`);
  const request = { namespace, pod: name, container, command: ["buildctl", "dial-stdio"] };
  for (let tried = 1; ; tried++) {
    try {
      return await openExec(client, request, signal);
    } catch (reason) {
      const error = SlipwayError.from(reason);
      if (!mayPass(error)) throw error;
      if (tried === tries) {
        throw error.copyWith({
          message: `failed to connect to pod ${name} after ${tries} attempts: ${error.message}`,
        });
      }
    }
    await sleep(firstPause * 2 ** (tried - 1), undefined, { signal }).catch(() => undefined);
    throwIfCanceled(signal);
  }
}

function mayPass(error: SlipwayError): boolean {
  if (error.code === "cluster-unreachable") return passing.has(errorCode(error.cause) ?? "");
  return (
    error.code === "cluster-error" &&
    /tls: internal error|i\/o timeout|connection refused|deadline/i.test(error.message)
  );
}
