import { engineRequest } from "../../engine.js";
import type { Container, Probe } from "../api/objects.js";
import { probeInContainer } from "./exec.js";
import { stopped, wait } from "./wait.js";

/** How probes tell what they find. */
export interface ProbesReport {
  event(type: "Normal" | "Warning", reason: string, message: string): void;
  ready(ready: boolean): void;
}

/** Probes a container as it asks for, until the signal ends it: whether it is ready, and whether it is alive. */
export function startProbes(
  id: string,
  { name, readinessProbe, livenessProbe }: Container,
  pace: number,
  { event, ready }: ProbesReport,
  signal: AbortSignal,
): void {
  const failed = (kind: string) => (output: string) =>
    event("Warning", "Unhealthy", `${kind} probe failed: ${output.trim()}`);
  const readiness = {
    succeeded: () => ready(true),
    failed: failed("Readiness"),
    gaveUp: () => ready(false),
  };
  if (readinessProbe?.exec) void runProbe(id, readinessProbe, pace, readiness, signal);
  const kill = () => {
    event("Normal", "Killing", `Container ${name} failed liveness probe, will be restarted`);
    void engineRequest("POST", `/containers/${id}/kill`);
  };
  const liveness = { succeeded: () => undefined, failed: failed("Liveness"), gaveUp: kill };
  // At its own pace: a daemon that is slow to come up must not be killed for it.
  if (livenessProbe?.exec) void runProbe(id, livenessProbe, 1, liveness, signal);
}

/** What a probe reports, each time that it has made up its mind. */
interface ProbeReport {
  succeeded(): void;
  /** One failure, before the threshold has any say. */
  failed(output: string): void;
  /** As many failures in a row as the threshold says. */
  gaveUp(): void;
}

/** Probes a container by a command until the signal ends it. `pace` shortens the delay and the period. */
async function runProbe(
  container: string,
  probe: Probe,
  pace: number,
  report: ProbeReport,
  signal: AbortSignal,
): Promise<void> {
  const { initialDelaySeconds = 0, periodSeconds = 10, timeoutSeconds = 1 } = probe;
  let successes = 0;
  let failures = 0;
  try {
    await wait(initialDelaySeconds * 1000 * pace, signal);
    while (!stopped(signal)) {
      const { exitCode, output } = await once(
        container,
        probe.exec?.command ?? ["true"],
        timeoutSeconds,
        signal,
      );
      if (stopped(signal)) return;
      if (exitCode === 0) {
        failures = 0;
        if (++successes >= (probe.successThreshold ?? 1)) report.succeeded();
      } else {
        successes = 0;
        report.failed(output);
        if (++failures >= (probe.failureThreshold ?? 3)) report.gaveUp();
      }
      await wait(periodSeconds * 1000 * pace, signal);
    }
  } catch (error) {
    if (!stopped(signal)) throw error;
  }
}

async function once(container: string, command: readonly string[], seconds: number, signal: AbortSignal) {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(seconds * 1000)]);
  const { exitCode, output } = await probeInContainer(container, command, limit);
  if (limit.aborted && !signal.aborted)
    return { exitCode: 1, output: `command timed out: "${command.join(" ")}" timed out after ${seconds}s` };
  return { exitCode, output };
}
