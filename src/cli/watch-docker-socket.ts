import { readFileSync } from "node:fs";
import { connect } from "node:net";

/** How often the kernel's list of sockets is read where the socket itself cannot be opened. */
const POLL_MILLISECONDS = 250;

/**
 * Calls back when the docker command closes the socket that it gave the plugin (`DOCKER_CLI_PLUGIN_SOCKET`), which
 * says that the plugin is to stop. A socket that cannot be watched changes nothing, and watching keeps no process
 * alive.
 *
 * @param address a path, or `@name` for Linux' abstract sockets
 */
export function watchDockerSocket(address: string, onClose: () => void): void {
  const abstract = address.startsWith("@");
  const socket = connect({ path: abstract ? `\0${address.slice(1)}` : address });
  socket.unref();
  let connected = false;
  socket.once("connect", () => {
    connected = true;
  });
  socket.on("error", () => socket.destroy());
  socket.once("close", () => {
    if (connected) onClose();
    // Node 20 fills an abstract name up with zeros, and so finds no socket that another program named.
    else if (abstract && isListed(address)) pollListing(address, onClose);
  });
  socket.resume();
}

function pollListing(address: string, onClose: () => void): void {
  const timer = setInterval(() => {
    if (isListed(address)) return;
    clearInterval(timer);
    onClose();
  }, POLL_MILLISECONDS);
  timer.unref();
}

function isListed(address: string): boolean {
  try {
    return readFileSync("/proc/net/unix", "latin1").includes(` ${address}\n`);
  } catch {
    return false;
  }
}
