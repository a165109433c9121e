import { lstatSync, readFileSync } from "node:fs";
import type { Socket } from "node:net";
import { basename, join } from "node:path";
import type { ContainerInspect, Engine } from "../../engine/contract/engine.js";
import { SlipwayError } from "../../errors/index.js";
import { errorCode } from "../../util/error-code.js";
import { connectForLargeReads } from "../../util/large-reads.js";
import { systemErrorText } from "../../util/system-error-text.js";
import { daemonDirectory, daemonSocketName } from "./socket-directory.js";
import { mayShareKernel } from "./this-machine.js";

/**
 * Connects to the daemon's socket itself: the bytes then pass neither the engine nor a program in the container, which
 * more than doubles the speed. The socket is had through a directory of this user's that the container has as its
 * {@link daemonDirectory}, else through the root directory of the container's process.
 *
 * @throws SlipwayError `unsupported` when it cannot be had from here; `connection-lost` when nobody listens.
 */
export async function connectDirectly(
  engine: Engine,
  name: string,
  found: ContainerInspect | undefined,
): Promise<Socket> {
  if (!mayShareKernel(engine)) {
    throw unreachable(name, `the engine at ${engine.endpoint.host} does not share this machine's sockets`);
  }
  if (found === undefined || !found.State.Running || found.State.Pid <= 0) {
    throw new SlipwayError("connection-lost", `builder container ${name} does not run`);
  }
  const path = ownSocket(found) ?? socketOfProcess(name, found);
  return new Promise((resolve, reject) => {
    const socket = connectForLargeReads(path);
    const refuse = (error: Error) => {
      socket.destroy();
      reject(unanswered(name, systemErrorText(error), error));
    };
    socket.once("error", refuse);
    socket.once("connect", () => {
      socket.off("error", refuse);
      resolve(socket);
    });
  });
}

/**
 * The socket in the directory that the container got from this user. It counts only when the container's process, as
 * seen from here, has that very directory mounted: the engine may be on a machine that has the same paths, or count
 * processes otherwise.
 */
function ownSocket({ Mounts, State }: ContainerInspect): string | undefined {
  const mount = Mounts.find(({ Type, Destination }) => Type === "bind" && Destination === daemonDirectory);
  if (mount === undefined) return undefined;
  const directory = unlessFailing(() => lstatSync(mount.Source));
  if (!directory?.isDirectory() || directory.uid !== process.geteuid?.()) return undefined;
  if ((directory.mode & 0o077) !== 0) return undefined;
  const mounted = textInProc(`/proc/${State.Pid}/mountinfo`);
  // proc(5): mount id, parent id, device, root of the mount in its filesystem, mount point.
  const roots = mounted.split("\n").flatMap((line) => {
    const [, , , root = "", point] = line.split(" ");
    return point === daemonDirectory ? [root] : [];
  });
  const isMounted = roots.at(-1)?.endsWith(`/${basename(mount.Source)}`) === true;
  return isMounted ? join(mount.Source, daemonSocketName) : undefined;
}

function socketOfProcess(name: string, { Id, State }: ContainerInspect): string {
  // The engine may count processes in another namespace than ours; the control group tells whose process it is.
  const groups = textInProc(`/proc/${State.Pid}/cgroup`);
  if (!groups.includes(Id)) throw unreachable(name, "its process is not to be seen from here");
  const path = `/proc/${State.Pid}/root${daemonDirectory}/${daemonSocketName}`;
  try {
    if (lstatSync(path).isSocket()) return path;
  } catch (error) {
    if (errorCode(error) !== "ENOENT") {
      throw unreachable(
        name,
        "this user has neither made the container nor may look into its process",
        error,
      );
    }
  }
  throw unanswered(name, `there is no socket at ${daemonDirectory}/${daemonSocketName}`);
}

/** What the kernel says there and then: no thread of Node's is needed to wait for it. */
const textInProc = (path: string) => unlessFailing(() => readFileSync(path, "utf8")) ?? "";

function unlessFailing<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

const hint = "with the driver option transport=auto the daemon is reached through docker exec where need be";

function unreachable(name: string, reason: string, cause?: unknown): SlipwayError {
  const message = `cannot reach the daemon of builder container ${name} directly: ${reason}`;
  return new SlipwayError("unsupported", message, { cause, hint, details: { container: name } });
}

function unanswered(name: string, reason: string, cause?: unknown): SlipwayError {
  const message = `the daemon of builder container ${name} does not answer directly: ${reason}`;
  return new SlipwayError("connection-lost", message, { cause, hint, details: { container: name } });
}
