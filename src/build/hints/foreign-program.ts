import { emulatorRemedy } from "../../builder/emulators/emulator-remedy.js";
import { formatPlatform } from "../../oci/platform.js";
import type { FailedSolve } from "./failed-solve.js";

const FOREIGN = /exec format error/;
/** The platform of a step, in its name where a build has several. */
const STEP_PLATFORM = /\[([a-z]+\/[a-z0-9/]+)(?: [^\]]*)? \d+\/\d+\]/;

/**
 * For a step whose program the node cannot run, where it is known for which platform: that, and the command that installs
 * its emulator.
 */
export function foreignProgramHint({ error, plan, node, share, disk }: FailedSolve): string | undefined {
  if (!FOREIGN.test(error.message) && !(error.exitCode !== undefined && disk.foreignProgram))
    return undefined;
  const [only, ...others] = share.platforms;
  const [, named] = STEP_PLATFORM.exec(error.message) ?? [];
  const platform = named ?? (only !== undefined && others.length === 0 ? formatPlatform(only) : undefined);
  if (platform === undefined) return undefined;
  const architecture = platform.split("/")[1] ?? "all";
  const remedy = emulatorRemedy(plan.builder.name, node, [architecture]);
  const where = node.driver?.engine === undefined ? " on the machine of its daemon" : "";
  return `the builder has no emulator for ${platform}: \`${remedy}\`${where} installs one`;
}
