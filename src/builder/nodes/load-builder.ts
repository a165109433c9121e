import { contextDriver } from "../../driver/context-driver.js";
import type {
  Driver,
  DriverOperationOptions,
  DriverReplica,
  DriverStatus,
} from "../../driver/contract/driver.js";
import type { DriverFactory } from "../../driver/contract/driver-factory.js";
import { driverFactory } from "../../driver/registry.js";
import { SlipwayError, throwIfCanceled } from "../../errors/index.js";
import type { ConnectedOptions, ConnectionLease } from "../connections/connection-pool.js";
import { leaseConnection } from "../connections/lease-connection.js";
import type { BuilderRecord } from "../find/find-builder.js";
import type { BuilderScope } from "../find/scope.js";
import type { StoredNode } from "../store/instance.js";
import type { BuilderInfo, BuilderNode, NodeDetails } from "../types.js";
import { bootWhileKnown } from "./boot-while-known.js";
import { Deadline, defaultStatusTimeout, stateUnknown } from "./deadline.js";
import { loadNodeDetails } from "./node-details.js";
import { type ReplicatedNode, showReplicas } from "./show-replicas.js";

export interface LoadOptions {
  /** Ask every node for its state, and those that run for what they can do. Default: nothing is asked. */
  readonly state?: boolean;
  /** Bound on that, milliseconds. Default 20 000. */
  readonly timeout?: number | undefined;
  /** Name of the current builder, when it is known already. */
  readonly current?: string | undefined;
  /**
   * Called with the builder as far as it is known: by its record, and each time that a node has answered. Not any more
   * once the operation is cancelled.
   */
  readonly onUpdate?: ((builder: BuilderInfo) => void) | undefined;
}

/**
 * Makes the drivers of a builder and, if asked, loads the state of its nodes, all at once. Never rejects for what a
 * node or an engine does: that is the node's, or the builder's, `error`.
 *
 * @throws SlipwayError `canceled`; `io-error` for the store.
 */
export async function loadBuilder(
  scope: BuilderScope,
  record: BuilderRecord,
  options: LoadOptions = {},
): Promise<BuilderInfo> {
  const lastActivity = await scope.store.lastActivity(record.name);
  const base = {
    name: record.name,
    dynamic: record.dynamic,
    isContext: record.isContext,
    current: record.name === options.current,
    ...(lastActivity === undefined ? {} : { lastActivity }),
  };
  const builder = await loadNodes(scope, record, options, base);
  // What could not be asked any more is no state of the node.
  throwIfCanceled(scope.context.signal);
  options.onUpdate?.(builder);
  return builder;
}

async function loadNodes(
  scope: BuilderScope,
  record: BuilderRecord,
  options: LoadOptions,
  base: Omit<BuilderInfo, "driver" | "nodes">,
): Promise<BuilderInfo> {
  const deadline = new Deadline(options.timeout ?? defaultStatusTimeout, scope.context.signal);
  const nodes: BuilderNode[] = record.nodes.map(bareNode);
  const tell = (driver: string) => {
    if (!scope.context.signal?.aborted) options.onUpdate?.({ ...base, driver, nodes: [...nodes] });
  };
  tell(record.driver);
  try {
    const factory = record.isContext
      ? await contextDriver(await scope.engine(endpointOf(record)), deadline.signal)
      : driverFactory(record.driver);
    const known = record.isContext ? undefined : () => isKnown(scope, record.name);
    const guarded: Pick<DriverFactory, "create"> = {
      create: async (init) => {
        const driver = await factory.create(init);
        return known === undefined ? driver : bootWhileKnown(driver, record.name, known);
      },
    };
    const driver = record.driver || factory.name;
    const load = async (stored: StoredNode, index: number) => {
      const loaded = await loadNode(scope, guarded, stored, options.state ? deadline : undefined);
      nodes[index] = loaded.node;
      if (record.nodes.length > 1) tell(driver);
      return loaded;
    };
    const shown = showReplicas(await Promise.all(record.nodes.map(load)));
    return { ...base, driver, dynamic: base.dynamic || shown.dynamic, nodes: shown.nodes };
  } catch (error) {
    return {
      ...base,
      driver: record.driver,
      nodes: record.isContext ? [] : record.nodes.map(bareNode),
      error: deadline.explain(error, stateUnknown(`builder ${record.name}`)),
    };
  } finally {
    deadline.clear();
  }
}

/** A record that cannot be read is there all the same. */
async function isKnown({ store }: BuilderScope, name: string): Promise<boolean> {
  return store.read(name).then(
    (record) => record !== undefined,
    () => true,
  );
}

const endpointOf = ({ name, nodes }: BuilderRecord) => nodes[0]?.endpoint ?? name;

function bareNode(node: StoredNode): Omit<BuilderNode, "driver"> & { readonly driver: undefined } {
  return {
    name: node.name,
    endpoint: node.endpoint,
    fixedPlatforms: node.platforms ?? [],
    driverOptions: node.driverOptions ?? {},
    flags: node.flags ?? [],
    files: node.files ?? new Map(),
    ...(node.inherited === undefined ? {} : { inherited: node.inherited }),
    driver: undefined,
  };
}

async function loadNode(
  scope: BuilderScope,
  factory: Pick<DriverFactory, "create">,
  stored: StoredNode,
  deadline: Deadline | undefined,
): Promise<ReplicatedNode> {
  const node = bareNode(stored);
  try {
    const driver = await factory.create({
      node: node.name,
      endpoint: node.endpoint,
      engine: () => scope.engine(node.endpoint),
      options: node.driverOptions,
      flags: node.flags,
      files: node.files,
      platforms: node.fixedPlatforms,
      env: scope.env,
    });
    const loaded = { ...node, driver };
    if (deadline === undefined) return { node: loaded, replicas: [] };
    const { replicas = [], ...state } = await loadState(loaded, deadline, {
      ...scope.context,
      env: scope.env,
    });
    return { node: { ...loaded, ...state }, replicas };
  } catch (error) {
    return { node: { ...node, error: SlipwayError.from(error) }, replicas: [] };
  }
}

/** What was found out by asking. */
interface NodeState {
  readonly status?: DriverStatus;
  readonly details?: NodeDetails;
  readonly error?: Error;
  readonly replicas?: readonly DriverReplica[];
}

async function loadState(
  { driver, name }: BuilderNode,
  deadline: Deadline,
  context: ConnectedOptions,
): Promise<NodeState> {
  if (driver === undefined) return {};
  const operation = { signal: deadline.signal };
  let status: DriverStatus | undefined;
  // Most nodes run: connecting does not wait for the engine to say so.
  const connecting = leaseConnection(name, driver, context, deadline.signal);
  connecting.catch(() => undefined);
  if (driver.knownByAnswer) return loadByAnswer(driver, connecting, operation);
  try {
    status = await driver.status(operation);
    if (status !== "running") {
      discard(connecting);
      return { status };
    }
    const [details, replicas] = await Promise.all([
      loadNodeDetails(driver, connecting, operation),
      driver.replicas?.(operation),
    ]);
    return { status, details, ...(replicas === undefined ? {} : { replicas }) };
  } catch (error) {
    discard(connecting);
    return {
      ...(status === undefined ? {} : { status }),
      error: deadline.explain(error, stateUnknown(`node ${name}`)),
    };
  }
}

/** The state of a node whose daemon is running when it answers, and inactive for whatever other reason. */
async function loadByAnswer(
  driver: Driver,
  connecting: Promise<ConnectionLease>,
  operation: DriverOperationOptions,
): Promise<NodeState> {
  try {
    return { status: "running", details: await loadNodeDetails(driver, connecting, operation) };
  } catch {
    discard(connecting);
    return { status: "inactive" };
  }
}

function discard(connecting: Promise<ConnectionLease>): void {
  connecting.then(
    ({ release }) => release(),
    () => undefined,
  );
}
