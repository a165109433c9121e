import net from "node:net";
import type { Duplex } from "node:stream";
import tls from "node:tls";
import type { Dial } from "../../engine/dial/dial.js";
import { commandDial } from "../../engine/dial/dial-command.js";
import { sharedSshDial } from "../../engine/dial/shared-ssh.js";
import { SlipwayError, type SlipwayErrorCode, throwIfCanceled } from "../../errors/index.js";
import { errorCode } from "../../util/error-code.js";
import type { DriverInit } from "../contract/driver-factory.js";
import type { PodAddress } from "../kubernetes/pods/dial-pod.js";
import type { RemoteAddress } from "./endpoint.js";
import { loadTls, type TlsMaterial } from "./load-tls.js";
import type { TlsOptions } from "./options.js";
import { commandFailures, unreachable } from "./unreachable.js";

const keepAliveMs = 30_000;
/** Milliseconds for a socket to open; a daemon that comes up is waited for by asking again. */
const connectTimeoutMs = 20_000;
const noProtocol = "ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL";

/** What a connection is made from. */
export interface RemoteTarget {
  readonly address: RemoteAddress;
  /** The endpoint as messages name it. */
  readonly shown: string;
  readonly tls: TlsOptions | undefined;
  readonly env: DriverInit["env"];
  /** Runs the command that leads there, where one does. */
  readonly dialCommand?: Dial | undefined;
}

/** Connections through ssh share a login. */
export function commandDialOf(
  address: RemoteAddress,
  env: DriverInit["env"],
  shown: string,
): Dial | undefined {
  if (address.kind !== "command") return undefined;
  const dial = address.command[0] === "ssh" ? sharedSshDial : commandDial;
  return dial(address.command, env, commandFailures(shown));
}

/**
 * Opens a byte stream to a daemon.
 *
 * @throws SlipwayError `daemon-unreachable`, `canceled`, and what is wrong with the files of TLS.
 */
export async function dialRemote(target: RemoteTarget, signal: AbortSignal | undefined): Promise<Duplex> {
  throwIfCanceled(signal);
  const { address, tls: options } = target;
  if (options === undefined) return openPlain(target, signal);
  const material = await loadTls(options, address.kind === "path" ? "" : address.hostname);
  try {
    // A strict proxy takes no connection that does not say it speaks HTTP/2.
    return await openSecure(target, material, ["h2"], signal);
  } catch (error) {
    // Others have a list of protocols without it and lead to BuildKit all the same.
    const cause = error instanceof SlipwayError ? error.cause : undefined;
    if (errorCode(cause) !== noProtocol) throw error;
    return openSecure(target, material, [], signal);
  }
}

async function openPlain(target: RemoteTarget, signal: AbortSignal | undefined): Promise<Duplex> {
  const { address, env, shown, dialCommand = commandDialOf(address, env, shown) } = target;
  if (address.kind === "pod") return openPod(target, address, signal);
  if (address.kind === "command") {
    if (dialCommand === undefined) throw new SlipwayError("internal", `no command for ${shown}`);
    return dialCommand();
  }
  const socket =
    address.kind === "path"
      ? net.connect({ path: address.path })
      : net.connect({
          host: address.hostname,
          port: address.port,
          noDelay: true,
          keepAlive: true,
          keepAliveInitialDelay: keepAliveMs,
        });
  return opened(socket, "connect", target, signal);
}

/** What a pod that is coming up lacks at first. */
const passing: readonly SlipwayErrorCode[] = ["not-found", "cluster-unreachable", "cluster-error"];

async function openPod(
  { env, shown }: RemoteTarget,
  address: PodAddress,
  signal: AbortSignal | undefined,
): Promise<Duplex> {
  const { dialPod } = await import("../kubernetes/kubernetes-entry.js");
  try {
    return await dialPod(address, env, signal);
  } catch (reason) {
    const error = SlipwayError.from(reason);
    throw passing.includes(error.code) ? unreachable(shown, error, error.hint) : error;
  }
}

async function openSecure(
  target: RemoteTarget,
  { context, servername }: TlsMaterial,
  protocols: string[],
  signal: AbortSignal | undefined,
): Promise<Duplex> {
  const socket = await openPlain(target, signal);
  const secure = tls.connect({
    socket,
    secureContext: context,
    // An address cannot be asked for by name; it is verified all the same.
    ...(net.isIP(servername) === 0 ? { servername } : { host: servername }),
    ...(protocols.length > 0 ? { ALPNProtocols: protocols } : {}),
  });
  secure.once("close", () => socket.destroy());
  return opened(secure, "secureConnect", target, signal);
}

/** Waits for a socket to be open. */
function opened<Socket extends net.Socket>(
  socket: Socket,
  event: "connect" | "secureConnect",
  { shown }: RemoteTarget,
  signal: AbortSignal | undefined,
): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", canceled);
      socket.off("error", failed).off("close", closed);
      act();
    };
    const give = (error: Error) =>
      settle(() => {
        socket.on("error", () => undefined).destroy();
        reject(error);
      });
    const failed = (error: Error) => give(unreachable(shown, error));
    const closed = () => give(unreachable(shown, new Error("the connection was closed while it was opened")));
    const canceled = () =>
      give(new SlipwayError("canceled", "connecting was canceled", { cause: signal?.reason }));
    const timer = setTimeout(
      () => give(unreachable(shown, new Error(`no answer in ${connectTimeoutMs / 1000} s`))),
      connectTimeoutMs,
    );
    signal?.addEventListener("abort", canceled, { once: true });
    socket.once("error", failed).once("close", closed);
    socket.once(event, () => settle(() => resolve(socket)));
  });
}
