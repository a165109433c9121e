import type { FoundOrphan } from "../../driver/contract/orphans.js";
import { isSlipwayError, SlipwayError, throwIfCanceled, withCaller } from "../../errors/index.js";
import { checkOptions } from "../../util/options/index.js";
import { BuilderScope } from "../find/scope.js";
import { described, findOrphans } from "./find-orphans.js";
import { type Orphan, type RemoveOrphansOptions, removeOrphansOptions } from "./types.js";

/** What became of an orphan. */
export interface OrphanRemoval {
  readonly orphan: Orphan;
  /** Why it is still there. */
  readonly error?: SlipwayError | undefined;
}

/**
 * Removes what `listOrphans` finds and nobody uses, after `confirm` if there is one. What a builder has taken up meanwhile
 * stays. Never rejects for one orphan's failure.
 *
 * @returns what was removed or could not be; nothing when `confirm` says no.
 * @throws SlipwayError as `listOrphans`.
 */
export async function removeOrphans(options: RemoveOrphansOptions = {}): Promise<OrphanRemoval[]> {
  return withCaller(removeOrphans, async () => {
    checkOptions("removeOrphans", removeOrphansOptions, options);
    const scope = new BuilderScope(options);
    const offered = (await findOrphans(scope, options)).filter(isFree);
    if (offered.length === 0) return [];
    if (options.confirm !== undefined && !(await options.confirm(offered.map(described)))) return [];
    // Under the lock no builder is made, and another look finds what has been made since.
    return scope.transaction(async () => {
      const still = (await findOrphans(scope, { ...options, sizes: false })).filter(isFree);
      const chosen = still.flatMap((one) => {
        const first = offered.find((other) => isSame(one, other));
        return first === undefined ? [] : [{ ...one, size: first.size }];
      });
      const removals: OrphanRemoval[] = [];
      for (const orphan of chosen) removals.push(await remove(orphan, scope));
      return removals;
    });
  });
}

const isFree = ({ inUse }: FoundOrphan) => inUse === undefined;
const isSame = (one: FoundOrphan, other: FoundOrphan) =>
  one.kind === other.kind && one.name === other.name && one.host === other.host;

async function remove(orphan: FoundOrphan, scope: BuilderScope): Promise<OrphanRemoval> {
  const { signal } = scope.context;
  try {
    await orphan.remove({ signal });
  } catch (reason) {
    throwIfCanceled(signal);
    // Somebody else was faster.
    if (!isSlipwayError(reason, "not-found")) {
      return { orphan: described(orphan), error: SlipwayError.from(reason) };
    }
  }
  return { orphan: described(orphan) };
}
