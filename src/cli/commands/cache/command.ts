import { defineCommand, defineGroup, noArguments } from "../../command/command.js";
import { cacheExportFlags, cacheImportFlags } from "./flags.js";

const exportCommand = defineCommand({
  name: "export",
  summary: "Write a cache mount to an archive",
  synopsis: "[OPTIONS] --mount id=ID -o FILE",
  examples: ["--mount id=npm -o npm.tar", "--mount target=/root/.cache/go-build,sharing=locked -o go.tar"],
  args: noArguments,
  usesBuilder: true,
  flags: cacheExportFlags,
  async run(context, flags) {
    const { runCacheExport } = await import("./run.js");
    return runCacheExport(context, flags);
  },
});

const importCommand = defineCommand({
  name: "import",
  summary: "Fill a cache mount from an archive",
  synopsis: "[OPTIONS] --mount id=ID FILE",
  examples: ["--mount id=npm npm.tar"],
  args: { min: 1, max: 1 },
  usesBuilder: true,
  flags: cacheImportFlags,
  async run(context, flags, [file = ""]) {
    const { runCacheImport } = await import("./run.js");
    return runCacheImport(context, flags, file);
  },
});

/** `cache`: cache mounts that outlive their builder. */
export const cacheCommand = defineGroup({
  name: "cache",
  summary: "Commands to keep cache mounts",
  commands: [exportCommand, importCommand],
});
