import type { Invocation } from "../command/invocation.js";
import { buildxVersion, revision, version } from "./version-info.js";

/** What `version` prints: one line, under the plugin's names in the form of buildx's, which other programs parse. */
export function versionText({ program }: Invocation): string {
  return program === "slipway"
    ? `slipway ${version} ${revision} (docker buildx ${buildxVersion})\n`
    : `github.com/docker/buildx ${buildxVersion} ${revision}\n`;
}
