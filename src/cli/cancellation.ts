import { readFileSync } from "node:fs";
import type { OutputStream } from "./command/command-call.js";

/** Status of a command that was called off. */
const CANCELED_STATUS = 130;

/** Milliseconds after an interrupt by which the command has ended, whatever it waits for. */
const GRACE = 1_800;

const signals: readonly NodeJS.Signals[] = ["SIGINT", "SIGTERM"];

/**
 * The one place that decides what an interrupt does. The first (Ctrl-C, SIGTERM, SIGHUP, or the docker command that runs the
 * plugin giving up) aborts the signal, and the command has some time to end by itself; a second one ends the process at
 * once. What must not be left behind then is undone as the process ends: see `undoAtExit`.
 */
export function cancellation(
  env: Readonly<Record<string, string | undefined>>,
  stderr: Pick<OutputStream, "write">,
): AbortSignal {
  const controller = new AbortController();
  const interrupt = () => {
    if (controller.signal.aborted) process.exit(CANCELED_STATUS);
    controller.abort();
    setTimeout(() => {
      stderr.write("ERROR: canceled: what was going on did not end in time\n");
      process.exit(CANCELED_STATUS);
    }, GRACE).unref();
  };
  for (const name of signals) process.on(name, interrupt);
  if (!hangupIsIgnored()) process.on("SIGHUP", interrupt);
  const address = env.DOCKER_CLI_PLUGIN_SOCKET;
  if (address) {
    void watchDocker(address, () => {
      if (!controller.signal.aborted) interrupt();
    });
  }
  return controller.signal;
}

/** `nohup` has it ignored, which a handler would undo. Where that cannot be told, the system's own way stays. */
function hangupIsIgnored(): boolean {
  try {
    const mask = /^SigIgn:\s*([0-9a-f]+)$/m.exec(readFileSync("/proc/self/status", "latin1"))?.[1];
    return mask === undefined || (BigInt(`0x${mask}`) & 1n) !== 0n;
  } catch {
    return true;
  }
}

async function watchDocker(address: string, onClose: () => void): Promise<void> {
  const { watchDockerSocket } = await import("./watch-docker-socket.js");
  watchDockerSocket(address, onClose);
}
