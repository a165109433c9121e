import {
  type BuilderInfo,
  type BuilderNode,
  bootBuilder,
  type ConnectedOptions,
  type ConnectionLease,
  Deadline,
  defaultStatusTimeout,
  leaseConnection,
  resolveBuilder,
  stateUnknown,
} from "../builder/index.js";
import { isSlipwayError, SlipwayError, type SlipwayErrorCode } from "../errors/index.js";
import { type HistoryNode, takesLimits } from "./history-node.js";

/** Failures that booting the daemon cannot mend. */
const HOPELESS: readonly SlipwayErrorCode[] = [
  "engine-unreachable",
  "canceled",
  "timeout",
  "invalid-argument",
  "unsupported",
];

interface Reached {
  readonly lease: ConnectionLease;
  readonly version: string | undefined;
}

/**
 * Runs `use` with all nodes of a builder connected; those that do not run are booted first.
 *
 * @throws SlipwayError what `resolveBuilder`, connecting and booting throw; the first failure ends it.
 */
export async function withHistory<Result>(
  name: string | undefined,
  options: ConnectedOptions,
  use: (nodes: readonly HistoryNode[]) => Promise<Result>,
): Promise<Result> {
  const builder = await resolveBuilder(name, options, { timeout: defaultStatusTimeout });
  const reached = await reachAll(builder, options);
  try {
    return await use(
      [...reached].map(([node, { lease, version }]) => ({
        builder: builder.name,
        node,
        client: lease.client,
        limits: takesLimits(version),
      })),
    );
  } finally {
    for (const { lease } of reached.values()) lease.release();
  }
}

/** Connects at once, since daemons usually run; only those that do not answer are looked at and booted. */
async function reachAll(
  builder: BuilderInfo,
  options: ConnectedOptions,
): Promise<ReadonlyMap<BuilderNode, Reached>> {
  const reached = new Map<BuilderNode, Reached>();
  try {
    const silent = await reachEach(builder.nodes, reached, options);
    if (silent.length > 0) {
      await bootBuilder({ ...builder, nodes: silent.map(({ node }) => node) }, options);
      const [lost] = await reachEach(
        silent.map(({ node }) => node),
        reached,
        options,
      );
      if (lost !== undefined) throw lost.error;
    }
    // In the builder's order, whichever answered first.
    return new Map(builder.nodes.flatMap((node) => entryOf(reached, node)));
  } catch (reason) {
    for (const { lease } of reached.values()) lease.release();
    throw reason;
  }
}

function entryOf(reached: ReadonlyMap<BuilderNode, Reached>, node: BuilderNode): [BuilderNode, Reached][] {
  const found = reached.get(node);
  return found === undefined ? [] : [[node, found]];
}

/** Those that could not be reached, and may be after a boot. */
async function reachEach(
  nodes: readonly BuilderNode[],
  reached: Map<BuilderNode, Reached>,
  options: ConnectedOptions,
): Promise<{ readonly node: BuilderNode; readonly error: SlipwayError }[]> {
  const outcomes = await Promise.all(
    nodes.map(async (node) => {
      try {
        reached.set(node, await reach(node, options));
        return [];
      } catch (reason) {
        return [{ node, error: SlipwayError.from(reason, "engine-error") }];
      }
    }),
  );
  const silent = outcomes.flat();
  const hopeless = silent.find(
    ({ node, error }) => node.driver === undefined || HOPELESS.includes(error.code),
  );
  if (hopeless !== undefined) throw hopeless.error;
  return silent;
}

async function reach(node: BuilderNode, { signal, ...context }: ConnectedOptions): Promise<Reached> {
  const { driver, name, error } = node;
  if (driver === undefined) throw error ?? new SlipwayError("not-found", `node ${name} has no driver`);
  const deadline = new Deadline(defaultStatusTimeout, signal);
  try {
    const lease = await leaseConnection(name, driver, context, deadline.signal);
    try {
      return { lease, version: await lease.client.info({ signal: deadline.signal }) };
    } catch (reason) {
      // An old daemon that does not know the question is there all the same.
      if (isSlipwayError(reason) && reason.name === "BuildError" && reason.code !== "canceled") {
        return { lease, version: undefined };
      }
      lease.release();
      throw reason;
    }
  } catch (reason) {
    throw deadline.explain(reason, stateUnknown(`node ${name}`), "see whether its daemon answers at all");
  } finally {
    deadline.clear();
  }
}
