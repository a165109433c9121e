import { type BakeDefinition, type BakeOptions, bake } from "../../../bake/index.js";
import type { ProgressMode } from "../../../progress/index.js";
import type { CommandCall } from "../../command/command-call.js";
import type { CommandDisplay } from "../../command/command-display.js";
import type { BakeFlagValues } from "./bake-arguments.js";
import { printResults } from "./print-results.js";
import { askForPrivileges } from "./privileges-prompt.js";

/** What targets are built with. */
export interface BakeInvocation {
  readonly options: BakeOptions;
  readonly display: CommandDisplay;
  readonly mode: ProgressMode;
}

/** Builds targets and prints what they answer; gives the exit status. */
export async function bakeTargets(
  context: CommandCall,
  flags: BakeFlagValues,
  { options, display, mode }: BakeInvocation,
): Promise<number> {
  let definition: BakeDefinition = { groups: [], targets: [] };
  const work = () =>
    bake({
      ...options,
      allow: flags.allow,
      metadataFile: flags["metadata-file"] || undefined,
      stdout: context.stdout,
      onPrivileges: (request) => askForPrivileges(context, display, mode, request),
      onBuilder: ({ name, driver }) =>
        display.open({
          plain: `building with "${name}" instance using ${driver} driver`,
          tty: `${driver}:${name}`,
        }),
      onDefinition: (read) => {
        definition = read;
      },
    });
  const results = await display.during(work);
  if (flags.explain && (options.call ?? "") === "") {
    const made = Object.entries(results).map(([target, { ref }]) => ({ ref, target }));
    const { explainBuilds } = await import("../../command/explain-builds.js");
    await explainBuilds(context, made);
  }
  return printResults(context, options.call ?? "", definition, results);
}
