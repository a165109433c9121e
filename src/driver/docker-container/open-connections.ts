import type { Engine } from "../../engine/contract/engine.js";
import { daemonDirectory, daemonSocketName } from "./socket-directory.js";

/** What proc(5) calls a connected socket. */
const connected = "03";

/**
 * How many clients are connected to the daemon in a container that runs; undefined when that cannot be told. A daemon in
 * the network of its host counts the connections of every daemon there.
 */
export async function openConnections(
  engine: Engine,
  container: string,
  signal: AbortSignal | undefined,
): Promise<number | undefined> {
  const listed = await engine.exec(container, ["cat", "/proc/net/unix"], { signal }).catch(() => undefined);
  return listed?.exitCode === 0 ? countConnections(listed.stdout) : undefined;
}

/** By the text of /proc/net/unix: address, references, protocol, flags, type, state, inode, path. */
export function countConnections(text: string): number {
  const path = `${daemonDirectory}/${daemonSocketName}`;
  return text.split("\n").filter((line) => {
    const [, , , , , state, , bound] = line.trim().split(/\s+/);
    return state === connected && bound === path;
  }).length;
}
