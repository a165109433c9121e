import { formatPlatform } from "../../oci/platform.js";
import type { FailedSolve } from "./failed-solve.js";

const FOREIGN = /exec format error/;
/** The platform of a step, in its name where a build has several. */
const STEP_PLATFORM = /\[([a-z]+\/[a-z0-9/]+)(?: [^\]]*)? \d+\/\d+\]/;

/** For a step whose program the node cannot run: the platform, and the command that installs an emulator for it. */
export function foreignProgramHint({ error, share, disk }: FailedSolve): string | undefined {
  if (!FOREIGN.test(error.message) && !(error.exitCode !== undefined && disk.foreignProgram))
    return undefined;
  const [only, ...others] = share.platforms;
  const [, named] = STEP_PLATFORM.exec(error.message) ?? [];
  const platform = named ?? (only !== undefined && others.length === 0 ? formatPlatform(only) : undefined);
  if (platform === undefined) {
    return "the program is for another processor than the builder's, or is no program: look at its first line";
  }
  const architecture = platform.split("/")[1] ?? "all";
  return (
    `the builder has no emulator for ${platform}: ` +
    `\`docker run --privileged --rm tonistiigi/binfmt --install ${architecture}\` on the machine of its engine installs one`
  );
}
