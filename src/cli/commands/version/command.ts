import { defineCommand } from "../../command/command.js";
import { versionText } from "../../version/version-text.js";

/** `version`: prints the version of this program and of the buildx it behaves like. */
export const versionCommand = defineCommand({
  name: "version",
  summary: "Show buildx version information",
  synopsis: "",
  args: { max: 0 },
  usesBuilder: false,
  flags: {},
  async run({ stdout, invocation }) {
    stdout.write(versionText(invocation));
    return 0;
  },
});
