import { emulatorRemedy } from "../../builder/emulators/emulator-remedy.js";
import { formatPlatform, type Platform } from "../../oci/platform.js";
import type { ProgressSink } from "../../progress/index.js";
import { reportVertex } from "../../progress/report-vertex.js";
import { dockerfileText } from "../context/dockerfile-text.js";
import type { BuildPlan } from "../plan/build-plan.js";
import type { NodeShare } from "../plan/plan-nodes.js";
import { runsPrograms } from "./runs-programs.js";

/** Says that a node does not run platforms, unless the Dockerfile runs no program of theirs. */
export async function warnOfMissing(
  { main, builder, options }: Pick<BuildPlan, "main" | "builder" | "options">,
  { name, driver }: NodeShare["node"],
  missing: readonly Platform[],
  progress: ProgressSink | undefined,
): Promise<void> {
  const dockerfile = await dockerfileText(main).catch(() => "");
  if (!runsPrograms(dockerfile)) return;
  const problem = `node ${name} can neither run nor emulate ${missing.map(formatPlatform).join(", ")}`;
  const architectures = [...new Set(missing.map(({ architecture }) => architecture))];
  const remedy = emulatorRemedy(builder.name, { driver }, architectures);
  const advice = `a RUN for it will fail; \`${remedy}\` installs an emulator`;
  options.onWarning?.(`${problem}: ${advice}`);
  // A display shows warnings when it is through.
  await reportVertex(progress, `[internal] ${problem}`, (step) => step.log(`${advice}\n`));
}
