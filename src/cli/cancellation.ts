const CANCELED_STATUS = 130;

/**
 * A signal that aborts on the first Ctrl-C or SIGTERM and when the docker command that runs the plugin gives up. A
 * second Ctrl-C ends the program at once.
 */
export function cancellation(env: Readonly<Record<string, string | undefined>>): AbortSignal {
  const controller = new AbortController();
  let interrupted = false;
  const interrupt = () => {
    if (interrupted) process.exit(CANCELED_STATUS);
    interrupted = true;
    controller.abort();
  };
  process.on("SIGINT", interrupt);
  process.on("SIGTERM", interrupt);
  const address = env.DOCKER_CLI_PLUGIN_SOCKET;
  if (address) void watchDocker(address, () => controller.abort());
  return controller.signal;
}

async function watchDocker(address: string, onClose: () => void): Promise<void> {
  const { watchDockerSocket } = await import("./watch-docker-socket.js");
  watchDockerSocket(address, onClose);
}
