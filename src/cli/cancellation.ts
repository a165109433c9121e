/** Set by the docker command: a socket that it closes when the plugin is to stop. */
const SOCKET_VARIABLE = "DOCKER_CLI_PLUGIN_SOCKET";

const CANCELED_STATUS = 130;

/**
 * A signal that aborts on the first Ctrl-C or SIGTERM and when the docker command closes its socket. A second Ctrl-C
 * ends the program at once.
 */
export function cancellation(env: Readonly<Record<string, string | undefined>>): AbortSignal {
  const controller = new AbortController();
  const cancel = () => {
    if (controller.signal.aborted) process.exit(CANCELED_STATUS);
    controller.abort();
  };
  process.on("SIGINT", cancel);
  process.on("SIGTERM", cancel);
  const path = env[SOCKET_VARIABLE];
  if (path) void watchSocket(path, () => controller.abort());
  return controller.signal;
}

/** Calls back when the peer closes the socket; a socket that cannot be reached changes nothing. */
async function watchSocket(path: string, onClose: () => void): Promise<void> {
  const { connect } = await import("node:net");
  const socket = connect({ path: path.startsWith("@") ? `\0${path.slice(1)}` : path });
  socket.unref();
  socket.once("error", () => socket.destroy());
  socket.once("connect", () => socket.once("end", onClose));
  socket.resume();
}
