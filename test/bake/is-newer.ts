import { runBuildx } from "../support/run.js";

/** Whether the docker-buildx to compare with is one whose bake is that of 0.36: older ones lack or say something else. */
export async function isNewer(): Promise<boolean> {
  const { stdout } = await runBuildx(["version"]);
  const [, minor = "0"] = /\bv?0\.(\d+)\./.exec(stdout) ?? [];
  return Number(minor) >= 36;
}
