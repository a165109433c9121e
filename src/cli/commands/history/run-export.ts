import { SlipwayError } from "../../../errors/index.js";
import { exportBuildPage, exportBuilds } from "../../../index.js";
import type { CommandCall } from "../../command/command-call.js";
import type { FlagValues } from "../../flags/flag.js";
import type { exportFlags } from "./flags.js";
import { withDisplay } from "./with-display.js";

/** Runs `history export`. */
export async function runExport(
  context: CommandCall,
  { all, finalize, format, output }: FlagValues<typeof exportFlags>,
  refs: readonly string[],
): Promise<number> {
  if (all && refs.length > 0) {
    throw new SlipwayError("invalid-argument", "cannot specify refs when using --all");
  }
  if (output === "" && context.stdout.isTTY) {
    const message = "refusing to write to console, use --output to specify a file";
    throw new SlipwayError("invalid-argument", message);
  }
  if (format === "html") return exportPage(context, output, all ? ["", ""] : refs);
  if (format !== "bundle") {
    throw new SlipwayError("invalid-argument", `invalid format ${format}`, { hint: "use bundle or html" });
  }
  await withDisplay(context, (options) =>
    exportBuilds(context.builder, all ? "all" : refs, {
      ...options,
      finalize,
      output: output === "" ? context.contentOutput() : output,
    }),
  );
  return 0;
}

async function exportPage(context: CommandCall, output: string, refs: readonly string[]): Promise<number> {
  const [ref = "", ...more] = refs;
  if (more.length > 0) {
    throw new SlipwayError("invalid-argument", "a page shows one build", { hint: "give one REF" });
  }
  await withDisplay(context, (options) =>
    exportBuildPage(context.builder, ref, {
      ...options,
      output: output === "" ? context.contentOutput() : output,
    }),
  );
  return 0;
}
