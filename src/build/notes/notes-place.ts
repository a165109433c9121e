import { type NotesPlace, targetKey } from "../../builder/store/build-notes-directory.js";
import { withoutCredentials } from "../../util/remote-context.js";
import type { BuildPlan } from "../plan/build-plan.js";
import type { NodeShare } from "../plan/plan-nodes.js";

/** Where a target's notes lie: builds of the same context, Dockerfile and stage are the same target. */
export function notesPlace(
  { builder, main, options, name }: Pick<BuildPlan, "builder" | "main" | "options" | "name">,
  { node }: Pick<NodeShare, "node">,
): NotesPlace {
  const { context } = options;
  const from = main.localDirectory ?? (typeof context === "string" ? withoutCredentials(context) : "-");
  const target = targetKey(from, main.dockerfilePath, options.target ?? "", name);
  return { builder: builder.name, node: node.name, target };
}

/** Whether nothing says what a build's context is of, so that the build before it may have been of anything else. */
export function isAlone({ options: { context } }: Pick<BuildPlan, "options">): boolean {
  return typeof context === "string" ? context === "-" : context.tar !== undefined;
}
