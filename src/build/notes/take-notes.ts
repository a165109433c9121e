import { buildNotesOf } from "../../builder/operations/build-records.js";
import type { BuildPlan } from "../plan/build-plan.js";
import type { NodeShare } from "../plan/plan-nodes.js";
import type { NoteTaker } from "./note-taker.js";
import { takesNotes } from "./notes-setting.js";

/**
 * What takes notes of a solve; undefined where none are wanted, and then nothing of it is loaded.
 *
 * @param isDear to be told what the frontend made would cost the build a round trip
 */
export async function takeNotes(
  plan: BuildPlan,
  share: NodeShare,
  ref: string,
  isDear: boolean,
): Promise<NoteTaker | undefined> {
  const { flags, env, options } = plan;
  const hasNotes = () => buildNotesOf(options).areThere();
  if (flags.call !== undefined || !takesNotes(env, { hasNotes, isDear })) return undefined;
  const { NoteTaker } = await import("./note-taker.js");
  return new NoteTaker(plan, share, ref);
}
