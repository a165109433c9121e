import { lstat, readFile } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { basename, join } from "node:path";
import type { ContainerInspect, Engine } from "../../engine/contract/engine.js";
import { SlipwayError } from "../../errors/index.js";
import { errorCode } from "../../util/error-code.js";
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
  const path = (await ownSocket(found)) ?? (await socketOfProcess(name, found));
  return new Promise((resolve, reject) => {
    const socket = connect({ path });
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
async function ownSocket({ Mounts, State }: ContainerInspect): Promise<string | undefined> {
  const mount = Mounts.find(({ Type, Destination }) => Type === "bind" && Destination === daemonDirectory);
  if (mount === undefined) return undefined;
  const directory = await lstat(mount.Source).catch(() => undefined);
  if (!directory?.isDirectory() || directory.uid !== process.geteuid?.()) return undefined;
  if ((directory.mode & 0o077) !== 0) return undefined;
  const mounted = await readFile(`/proc/${State.Pid}/mountinfo`, "utf8").catch(() => "");
  // proc(5): mount id, parent id, device, root of the mount in its filesystem, mount point.
  const roots = mounted.split("\n").flatMap((line) => {
    const [, , , root = "", point] = line.split(" ");
    return point === daemonDirectory ? [root] : [];
  });
  const isMounted = roots.at(-1)?.endsWith(`/${basename(mount.Source)}`) === true;
  return isMounted ? join(mount.Source, daemonSocketName) : undefined;
}

async function socketOfProcess(name: string, { Id, State }: ContainerInspect): Promise<string> {
  // The engine may count processes in another namespace than ours; the control group tells whose process it is.
  const groups = await readFile(`/proc/${State.Pid}/cgroup`, "utf8").catch(() => "");
  if (!groups.includes(Id)) throw unreachable(name, "its process is not to be seen from here");
  const path = `/proc/${State.Pid}/root${daemonDirectory}/${daemonSocketName}`;
  try {
    if ((await lstat(path)).isSocket()) return path;
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

const hint = "with the driver option transport=auto the daemon is reached through docker exec where need be";

function unreachable(name: string, reason: string, cause?: unknown): SlipwayError {
  const message = `cannot reach the daemon of builder container ${name} directly: ${reason}`;
  return new SlipwayError("unsupported", message, { cause, hint, details: { container: name } });
}

function unanswered(name: string, reason: string, cause?: unknown): SlipwayError {
  const message = `the daemon of builder container ${name} does not answer directly: ${reason}`;
  return new SlipwayError("connection-lost", message, { cause, hint, details: { container: name } });
}
