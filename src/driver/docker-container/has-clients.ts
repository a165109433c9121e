import type { Engine } from "../../engine/contract/engine.js";
import { clientProbe, probeAnswers } from "./client-probe.js";

/** Whether a client is connected to the daemon in a container that runs; undefined when that cannot be told. */
export async function hasClients(
  engine: Engine,
  container: string,
  signal: AbortSignal | undefined,
): Promise<boolean | undefined> {
  const probe = engine.exec(container, ["sh", "-c", clientProbe], { signal });
  const exitCode = await probe.then(
    (result) => result.exitCode,
    () => undefined,
  );
  if (exitCode === probeAnswers.clients) return true;
  return exitCode === probeAnswers.none || exitCode === probeAnswers.notListening ? false : undefined;
}
