import { SlipwayError, withCaller } from "../../errors/index.js";
import { checkHistoryCall, historyOptions } from "../history-door.js";
import type { HistoryNode, HistoryOptions } from "../history-node.js";
import { eachRecord } from "../list-records.js";
import { withHistory } from "../with-history.js";
import { DeletionWatch } from "./deletion-watch.js";
import { removeRecord } from "./remove-record.js";

/** What became of one of the records that were to be removed. */
export interface BuildRemoval {
  readonly ref: string;
  /** Why no node could remove it; absent when one has. */
  readonly error?: SlipwayError;
}

/**
 * Removes builds from the history, with their logs and everything else that only the history keeps. A record is gone for
 * good: it does not come back when the daemon starts again, as it does after buildx has removed one that was read before.
 *
 * @param refs ids of builds, which are removed on every node that has them; `all` for every build that has ended
 * @returns one entry for each id, in their order
 * @throws SlipwayError `not-found` for the builder, `canceled`, what booting throws.
 */
export async function removeBuilds(
  builder: string | undefined,
  refs: readonly string[] | "all",
  options: HistoryOptions = {},
): Promise<BuildRemoval[]> {
  return withCaller(removeBuilds, () => {
    checkHistoryCall("removeBuilds", historyOptions, { builder, refs, options });
    return withHistory(builder, options, async (nodes) => {
      const outcomes = await Promise.all(nodes.map((node) => removeOnNode(node, refs, options.signal)));
      const wanted = refs === "all" ? [...new Set(outcomes.flatMap((outcome) => [...outcome.keys()]))] : refs;
      return wanted.map((ref) => removalOf(ref, outcomes));
    });
  });
}

type Outcomes = ReadonlyMap<string, SlipwayError | undefined>;

async function removeOnNode(
  { client }: HistoryNode,
  refs: readonly string[] | "all",
  signal: AbortSignal | undefined,
): Promise<Outcomes> {
  const known = new Map<string, boolean>();
  await eachRecord(client, {}, ({ record, completed }) => known.set(record.ref, completed), { signal });
  const wanted = refs === "all" ? [...known].flatMap(([ref, ended]) => (ended ? [ref] : [])) : refs;
  const outcomes = new Map<string, SlipwayError | undefined>();
  const watch = new DeletionWatch(client);
  try {
    for (const ref of new Set(wanted)) {
      const work = known.has(ref)
        ? removeRecord(client, ref, watch, signal)
        : client.updateBuildHistory({ ref, delete: true }, { signal });
      outcomes.set(ref, await failureOf(work, signal));
    }
  } finally {
    watch.close();
  }
  return outcomes;
}

async function failureOf(
  work: Promise<void>,
  signal: AbortSignal | undefined,
): Promise<SlipwayError | undefined> {
  try {
    await work;
    return undefined;
  } catch (reason) {
    if (signal?.aborted) throw reason;
    return SlipwayError.from(reason);
  }
}

/** One node that has removed it is enough: a build need not have run on all of them. */
function removalOf(ref: string, outcomes: readonly Outcomes[]): BuildRemoval {
  const failures = outcomes.filter((outcome) => outcome.has(ref)).map((outcome) => outcome.get(ref));
  const [first, ...others] = failures.filter((failure) => failure !== undefined);
  if (first === undefined || others.length + 1 < failures.length) return { ref };
  const message = [first, ...others].map((failure) => failure.message).join("\n");
  return { ref, error: first.copyWith({ message }) };
}
