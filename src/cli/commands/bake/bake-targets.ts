import { type BakeDefinition, type BakeOptions, type BakeResults, bake } from "../../../bake/index.js";
import { isSlipwayError } from "../../../errors/index.js";
import type { ProgressMode } from "../../../progress/index.js";
import type { CommandCall } from "../../command/command-call.js";
import type { CommandDisplay } from "../../command/command-display.js";
import { type MadeBuild, MadeBuilds } from "../../command/made-builds.js";
import { mayBeWorthHint } from "../../command/with-notes.js";
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
  const made = new MadeBuilds();
  const work = () =>
    bake({
      ...options,
      allow: flags.allow,
      metadataFile: flags["metadata-file"] || undefined,
      stdout: context.contentOutput(),
      onPrivileges: (request) => askForPrivileges(context, display, mode, request),
      onBuilder: ({ name, driver }) =>
        display.open({
          plain: `building with "${name}" instance using ${driver} driver`,
          tty: `${driver}:${name}`,
        }),
      onDefinition: (read) => {
        definition = read;
      },
      onRef: (ref, target) => made.add(ref, target),
    });
  const results = await display.during(work).catch(async (reason: unknown) => {
    if (flags.explain && isSlipwayError(reason))
      await sayWhy(context, true, made.find(reason.details.buildRef));
    throw reason;
  });
  if (flags.explain || (mode !== "rawjson" && mode !== "quiet")) {
    await sayWhy(
      context,
      flags.explain,
      worthWords(results, flags.explain).flatMap((name) => made.of(name)),
    );
  }
  return printResults(context, options.call ?? "", definition, results);
}

/** The targets of which there is something to be said: all that were built where that is asked for. */
function worthWords(results: BakeResults, asked: boolean): string[] {
  return Object.entries(results)
    .filter(([, { call, summary }]) => call === undefined && (asked || mayBeWorthHint(summary)))
    .map(([target]) => target);
}

/** Explains builds where that is asked for; else hints at those that ran much again. */
async function sayWhy(context: CommandCall, asked: boolean, builds: readonly MadeBuild[]): Promise<void> {
  if (builds.length === 0) return;
  const { explainBuilds, hintAtRebuild } = await import("../../command/explain-builds.js");
  await (asked ? explainBuilds : hintAtRebuild)(context, builds);
}
