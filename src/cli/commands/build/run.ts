import { isSlipwayError, prefixed, SlipwayError } from "../../../errors/index.js";
import { type BuildOptions, type BuildResult, build } from "../../../index.js";
import { quietProgressMode } from "../../../progress/index.js";
import type { CommandCall } from "../../command/command-call.js";
import { CommandDisplay } from "../../command/command-display.js";
import { printDesktopLink } from "../../command/desktop-link.js";
import { libraryOptions } from "../../command/library-options.js";
import { type MadeBuild, MadeBuilds } from "../../command/made-builds.js";
import { mayBeWorthHint, withNotes } from "../../command/with-notes.js";
import { type BuildFlagValues, toBuildOptions } from "./build-options.js";
import { parseSummaryForm, printSummary } from "./summary.js";

export { sourceSnippets } from "./source-snippets.js";

/** Runs `build` and gives its exit status: 0, or what a `--call` found. */
export async function runBuild(context: CommandCall, flags: BuildFlagValues, path: string): Promise<number> {
  const shown = flags.ui ? await (await import("./show-build.js")).showBuild(context) : undefined;
  try {
    return await runShown(context, flags, path, shown?.show);
  } finally {
    await shown?.end();
  }
}

async function runShown(
  context: CommandCall,
  flags: BuildFlagValues,
  path: string,
  onRef: BuildOptions["onRef"],
): Promise<number> {
  const { mode, quiet } = quietProgressMode(flags.progress, flags.quiet);
  const summaryForm = parseSummaryForm(flags.summary);
  warnAboutClassicFlags(context, flags);
  const display = new CommandDisplay(context, mode, flags["log-file"]);
  const made = new MadeBuilds();
  let begun = false;
  const work = () =>
    build({
      ...toBuildOptions(flags, path),
      ...libraryOptions(context),
      env: withNotes(context.env, flags.explain),
      builder: context.builder,
      quiet,
      ...([path, flags.file].includes("-") && { stdin: context.stdin() }),
      // An archive without a destination is written there too, and opening it takes time.
      ...(flags.output.length > 0 && { stdout: context.contentOutput() }),
      progress: display,
      onWarning: display.warn,
      onRef: (ref) => {
        made.add(ref);
        onRef?.(ref);
      },
      onBuilder: ({ name, driver }) => {
        begun = true;
        display.open({
          plain: `building with "${name}" instance using ${driver} driver`,
          tty: `${driver}:${name}`,
        });
      },
    }).catch((reason: unknown) => {
      // Buildx's words for what goes wrong once the builder is known.
      throw begun ? prefixed(SlipwayError.from(reason), "failed to build: ") : reason;
    });
  const result = await display.during(work).catch(async (reason: unknown) => {
    if (flags.explain && isSlipwayError(reason)) await explain(context, made.find(reason.details.buildRef));
    throw reason;
  });
  printSummary(context, summaryForm, mode, result.summary);
  if (mode !== "rawjson" && mode !== "quiet" && result.call === undefined) {
    printDesktopLink(context, result.ref);
    if (!flags.explain && mayBeWorthHint(result.summary)) {
      const { hintAtRebuild } = await import("../../command/explain-builds.js");
      await hintAtRebuild(context, made.of());
    }
  }
  if (flags.explain && result.call === undefined) await explain(context, made.of());
  return printResult(context, result, quiet);
}

async function explain(context: CommandCall, builds: readonly MadeBuild[]): Promise<void> {
  const { explainBuilds } = await import("../../command/explain-builds.js");
  await explainBuilds(context, builds);
}

function printResult(context: CommandCall, result: BuildResult, quiet: boolean): number {
  if (quiet && result.call === undefined) context.stdout.write(`${result.imageId}\n`);
  if (result.call !== undefined) context.stdout.write(result.call.output);
  if (result.inlineMessage !== undefined) context.stdout.write(`\n${result.inlineMessage}\n`);
  if (result.call?.error !== undefined) context.stderr.write(`ERROR: ${result.call.error}\n`);
  return result.call?.status ?? 0;
}

function warnAboutClassicFlags(context: CommandCall, flags: BuildFlagValues): void {
  if (flags.isolation) context.warn("isolation flag is deprecated with BuildKit.");
  if (flags["security-opt"].length > 0) {
    context.warn('security-opt flag is deprecated. "RUN --security=insecure" should be used with BuildKit.');
  }
  if (flags.squash) {
    context.warn(
      "experimental flag squash is removed with BuildKit. You should squash inside build using a multi-stage Dockerfile for efficiency.",
    );
  }
}
