import { isSlipwayError } from "../../errors/index.js";
import { instanceRecord } from "../find/find-builder.js";
import type { BuilderScope } from "../find/scope.js";
import { Deadline } from "../nodes/deadline.js";
import { loadBuilder } from "../nodes/load-builder.js";
import { bootTime, isEphemeral } from "../operations/ephemeral-builder.js";
import type { StoredEntry } from "../store/builder-store.js";
import type { StoredBuilder } from "../store/instance.js";
import type { BuilderNode } from "../types.js";

/** A builder that was made since then may be waiting for its first build. Milliseconds. */
const waitingTime = 24 * 3600_000;

/** A record that nothing on any engine belongs to. */
export interface LoneRecord {
  readonly name: string;
  readonly lastUsed: Date | undefined;
}

/**
 * The records none of whose nodes has anything on its engine, or whose docker contexts are gone, and that nobody has used
 * for a day. What an engine that does not answer has is not known, and such a record no orphan.
 */
export async function loneRecords(
  scope: BuilderScope,
  entries: readonly StoredEntry[],
  timeout: number,
): Promise<LoneRecord[]> {
  const stored = entries.flatMap(({ builder }) => builder ?? []);
  const found = await Promise.all(stored.map((builder) => loneRecord(scope, builder, timeout)));
  return found.filter((record) => record !== undefined);
}

async function loneRecord(
  scope: BuilderScope,
  builder: StoredBuilder,
  timeout: number,
): Promise<LoneRecord | undefined> {
  const { name, nodes, lastActivity } = await loadBuilder(scope, instanceRecord(builder));
  const waits = nodes.every(isEphemeral) ? bootTime : waitingTime;
  if (lastActivity !== undefined && Date.now() - lastActivity.getTime() < waits) return undefined;
  const deadline = new Deadline(timeout, scope.context.signal);
  try {
    const gone = await Promise.all(nodes.map((node) => isGone(node, deadline.signal)));
    return nodes.length > 0 && gone.every((each) => each) ? { name, lastUsed: lastActivity } : undefined;
  } finally {
    deadline.clear();
  }
}

/** A driver that cannot tell has nothing to tell of. */
async function isGone({ driver, error }: BuilderNode, signal: AbortSignal): Promise<boolean> {
  if (driver === undefined) return isSlipwayError(error, "not-found");
  if (driver.isThere === undefined) return false;
  return driver.isThere({ signal }).then(
    (there) => !there,
    () => false,
  );
}
