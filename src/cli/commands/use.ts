import { useBuilder } from "../../index.js";
import { defineCommand } from "../command/command.js";
import { libraryContext } from "../command/library-context.js";
import { boolFlag } from "../flags/flag.js";

/** `use`: selects the builder that is used when none is named. */
export const useCommand = defineCommand({
  name: "use",
  summary: "Set the current builder instance",
  synopsis: "[OPTIONS] NAME",
  args: { max: 1 },
  usesBuilder: true,
  flags: {
    default: boolFlag("Set builder as default for current context"),
    global: boolFlag("Builder persists context changes"),
  },
  async run(context, flags, args) {
    await useBuilder(
      args[0] || context.builder || "",
      { global: flags.global, default: flags.default },
      libraryContext(context),
    );
    return 0;
  },
});
