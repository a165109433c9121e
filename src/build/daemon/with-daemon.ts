import type { Duplex } from "node:stream";
import { connectionKey } from "../../builder/connections/connection-key.js";
import {
  type ConnectionLease,
  type ConnectionPool,
  type DaemonConnection,
  leaseFrom,
} from "../../builder/connections/connection-pool.js";
import { daemonOf } from "../../builder/connections/lease-connection.js";
import type { BuilderNode } from "../../builder/types.js";
import { type BuildKitClient, openBuildKit } from "../../buildkit/client/index.js";
import type { ChannelOptions } from "../../buildkit/transport/index.js";
import type { Driver, DriverConnectOptions, DriverOperationOptions } from "../../driver/contract/driver.js";
import { isSlipwayError, SlipwayError } from "../../errors/index.js";
import { unlessAborted } from "../../util/unless-aborted.js";
import type { EarlyStreams } from "./early-streams.js";

/** Failures that booting the daemon cannot mend. */
const HOPELESS = new Set<string>([
  "engine-unreachable",
  "canceled",
  "timeout",
  "invalid-argument",
  "unsupported",
]);

/** How long it may take to find out what became of a daemon, in milliseconds: who waits has the error within two seconds. */
const EXPLAIN_MS = 1_500;

/** What an invocation reaches daemons by. */
export interface DaemonAccess {
  /** One connection to each daemon, for all that the invocation does. */
  readonly connections: ConnectionPool;
  /** Streams that are being opened already. */
  readonly early: EarlyStreams;
}

/** How one use of a daemon is watched and called off. */
export interface DaemonOptions extends DriverConnectOptions, DaemonAccess {
  /**
   * Names those that must meet the same daemon where the driver would give each a connection of its own. Default: nobody
   * must.
   */
  readonly together?: string | undefined;
}

/**
 * Connects at once, since the daemon usually runs; only when that fails is the builder looked at and booted. A daemon that
 * answered its boot and is gone again has its end told, not what the engine says of the container's next start.
 */
async function connect(
  driver: Driver,
  options: DriverConnectOptions,
  channel: ChannelOptions,
  early?: Promise<Duplex | undefined>,
): Promise<DaemonConnection> {
  try {
    return open(driver, (await early) ?? (await driver.connect(options)), channel);
  } catch (reason) {
    if (HOPELESS.has(SlipwayError.from(reason).code)) throw reason;
  }
  await driver.boot(options);
  try {
    return open(driver, await driver.connect(options), channel);
  } catch (reason) {
    const error = SlipwayError.from(reason);
    throw HOPELESS.has(error.code) ? error : await explain(driver, error, options);
  }
}

function open(driver: Driver, stream: Duplex, channel: ChannelOptions): DaemonConnection {
  return { client: openBuildKit(stream, { authority: driver.authority, ...channel }), stream, driver };
}

function lease(
  node: string,
  driver: Driver,
  { connections, early, signal, progress, affinity, together }: DaemonOptions,
): Promise<ConnectionLease> {
  const channel = { ...connections.settings, peer: daemonOf(node) };
  const open = (own: DriverOperationOptions) =>
    connect(driver, { progress, affinity, ...own }, channel, early.take(node));
  const own = together === undefined ? undefined : JSON.stringify([node, { together }]);
  return leaseFrom(connections, connectionKey(node, driver, affinity) ?? own, open, signal);
}

/**
 * Runs `use` with a connection to a node's daemon and closes the connection after it, unless it is shared. The node is
 * booted when it does not run; a daemon that never answered (its container is up, the daemon not yet) is waited for and
 * asked again. When the connection breaks, the error says what became of the daemon.
 */
export async function withDaemon<Result>(
  node: BuilderNode,
  options: DaemonOptions,
  use: (client: BuildKitClient, driver: Driver) => Promise<Result>,
): Promise<Result> {
  const { driver } = node;
  if (driver === undefined)
    throw node.error ?? new SlipwayError("not-found", `node ${node.name} has no driver`);
  for (let attempt = 1; ; attempt++) {
    const { client, ...leased } = await lease(node.name, driver, options);
    const first = watchFirstAnswer(client);
    try {
      return await use(client, driver);
    } catch (reason) {
      const unreached =
        isSlipwayError(reason, "connection-lost") || (isSlipwayError(reason) && first.refused);
      if (!unreached) throw reason;
      // Whoever keeps silent would keep silent again.
      if (
        attempt > 1 ||
        first.answered ||
        reason.details.silentSeconds !== undefined ||
        options.signal?.aborted
      )
        throw await explain(leased.driver, reason, options);
      await driver.boot(options);
    } finally {
      leased.release();
    }
  }
}

/** What became of the first question on a connection. */
interface FirstAnswer {
  answered: boolean;
  refused: boolean;
}

/** Questions that are still open, for all who begin to use a connection together. */
const asking = new WeakMap<BuildKitClient, FirstAnswer>();

/**
 * Asks for something trivial beside the real calls: whatever comes back proves that a daemon is there. `refused` is true
 * when it turned out instead that nothing led to the daemon.
 */
function watchFirstAnswer(client: BuildKitClient): FirstAnswer {
  const open = asking.get(client);
  if (open !== undefined) return open;
  const first: FirstAnswer = { answered: false, refused: false };
  asking.set(client, first);
  client
    .info()
    .then(
      () => {
        first.answered = true;
      },
      (reason: unknown) => {
        first.refused =
          isSlipwayError(reason, "engine-error") || isSlipwayError(reason, "daemon-unreachable");
        first.answered = !first.refused && !isSlipwayError(reason, "connection-lost");
      },
    )
    .finally(() => asking.delete(client));
  return first;
}

async function explain(
  driver: Driver,
  reason: SlipwayError,
  options: DriverOperationOptions,
): Promise<SlipwayError> {
  // Where the daemon is silent, the engine beside it may be too.
  const limit = AbortSignal.timeout(EXPLAIN_MS);
  const signal = options.signal === undefined ? limit : AbortSignal.any([options.signal, limit]);
  const known = Promise.resolve(driver.explainLoss?.({ ...options, signal }));
  return (await unlessAborted(known, signal).catch(() => undefined)) ?? reason;
}
