import type { Probe } from "../api/objects.js";
import { probeInContainer } from "./exec.js";
import { stopped, wait } from "./wait.js";

/** What a probe reports, each time that it has made up its mind. */
export interface ProbeReport {
  succeeded(): void;
  /** One failure, before the threshold has any say. */
  failed(output: string): void;
  /** As many failures in a row as the threshold says. */
  gaveUp(): void;
}

/** Probes a container by a command until the signal ends it. `pace` shortens the delay and the period. */
export async function runProbe(
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
