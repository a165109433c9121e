import { SlipwayError, throwIfCanceled } from "../../../errors/index.js";
import type { Finding } from "../../../index.js";
import type { CommandCall } from "../../command/command-call.js";
import { confirm } from "../../command/confirm.js";

/**
 * Mends what can be, after asking or when `force` says so; what deletes something is never done without a question. A
 * remedy that fails is told, and the next is tried.
 *
 * @returns how many findings are left.
 */
export async function mend(
  context: CommandCall,
  findings: readonly Finding[],
  force: boolean,
): Promise<number> {
  let left = findings.length;
  for (const { fix, remedy, cause, deletes } of findings) {
    if (fix === undefined || (force && deletes)) continue;
    if (!force && !(await confirm(context, `${cause}. Run ${remedy}?`))) continue;
    try {
      await fix();
      context.stderr.write(`mended: ${remedy}\n`);
      left -= 1;
    } catch (reason) {
      throwIfCanceled(context.signal);
      context.stderr.write(`not mended: ${remedy}: ${SlipwayError.from(reason).message}\n`);
    }
  }
  return left;
}
