import { defineCommand } from "../../command/command.js";
import { buildxVersion, revision, version } from "../../version/version-info.js";

/** `version`: one line; by the plugin in the form of buildx's, which other programs parse. */
export const versionCommand = defineCommand({
  name: "version",
  summary: "Show buildx version information",
  synopsis: "",
  args: { max: 0 },
  usesBuilder: false,
  flags: {},
  async run({ stdout, invocation }) {
    const asBuildx = invocation.program !== "slipway";
    stdout.write(
      asBuildx
        ? `github.com/docker/buildx ${buildxVersion} ${revision}\n`
        : `slipway ${version} ${revision} (docker buildx ${buildxVersion})\n`,
    );
    return 0;
  },
});
