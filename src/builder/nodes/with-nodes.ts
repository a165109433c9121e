import type { BuildKitClient } from "../../buildkit/client/index.js";
import { isSlipwayError, SlipwayError } from "../../errors/index.js";
import type { ConnectedOptions, ConnectionLease } from "../connections/connection-pool.js";
import { leaseConnection } from "../connections/lease-connection.js";
import type { BuilderNode } from "../types.js";
import { Deadline, defaultStatusTimeout, stateUnknown } from "./deadline.js";
import { resolveBuilder } from "./resolve-builder.js";

/** Bound on reaching the daemons. */
export interface NodesOptions {
  /** Milliseconds. Default 20 000. */
  readonly timeout?: number | undefined;
}

/**
 * Runs `use` on every node of a builder at once, each with a connection to its daemon; nothing is booted. All nodes
 * have ended when it resolves or rejects.
 *
 * @throws SlipwayError the first node's failure; `timeout` for a daemon that does not answer in time; what
 * `resolveBuilder` throws.
 */
export async function withNodes<Result>(
  name: string | undefined,
  options: NodesOptions & ConnectedOptions,
  use: (client: BuildKitClient, node: BuilderNode) => Promise<Result>,
): Promise<Result[]> {
  const timeout = options.timeout ?? defaultStatusTimeout;
  const builder = await resolveBuilder(name, options, { timeout });
  const results = await Promise.allSettled(
    builder.nodes.map(async (node) => {
      const { client, release } = await connect(node, timeout, options);
      try {
        return await use(client, node);
      } finally {
        release();
      }
    }),
  );
  return results.map((result) => {
    if (result.status === "rejected") throw SlipwayError.from(result.reason, "engine-error");
    return result.value;
  });
}

async function connect(
  node: BuilderNode,
  timeout: number,
  { signal, ...context }: ConnectedOptions,
): Promise<ConnectionLease> {
  if (node.driver === undefined) {
    throw node.error ?? new SlipwayError("not-found", `node ${node.name} has no driver`);
  }
  const deadline = new Deadline(timeout, signal);
  try {
    const lease = await leaseConnection(node.name, node.driver, context, deadline.signal);
    await lease.client.info({ signal: deadline.signal }).catch((reason: unknown) => {
      if (isHopeless(reason)) {
        lease.release();
        throw reason;
      }
    });
    return lease;
  } catch (reason) {
    throw deadline.explain(reason, stateUnknown(`node ${node.name}`));
  } finally {
    deadline.clear();
  }
}

/** An old daemon that does not know the question is there all the same. */
function isHopeless(reason: unknown): boolean {
  const codes = ["connection-lost", "daemon-unreachable", "canceled"] as const;
  return codes.some((code) => isSlipwayError(reason, code));
}
