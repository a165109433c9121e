import { type BuildResult, build } from "../../../index.js";
import { createDisplay } from "../../../progress/create-display.js";
import type { Display } from "../../../progress/display.js";
import { type ProgressMode, quietProgressMode } from "../../../progress/progress-mode.js";
import { printWarnings } from "../../../progress/warnings.js";
import type { CommandContext } from "../../command/command-context.js";
import { libraryContext } from "../../command/library-context.js";
import { type BuildFlagValues, toBuildOptions } from "./build-options.js";

export { sourceSnippets } from "./source-snippets.js";

/** Runs `build` and gives its exit status: 0, or what a `--call` found. */
export async function runBuild(
  context: CommandContext,
  flags: BuildFlagValues,
  path: string,
): Promise<number> {
  const { mode, quiet } = quietProgressMode(flags.progress, flags.quiet);
  warnAboutClassicFlags(context, flags);
  const progress = new BuildProgress(context, mode);
  let result: BuildResult;
  try {
    result = await build({
      ...toBuildOptions(flags, path),
      ...libraryContext(context),
      quiet,
      ...([path, flags.file].includes("-") && { stdin: context.stdin() }),
      stdout: context.stdout,
      progress,
      onBuilder: (builder) => progress.open(builder),
      onWarning: (message) => progress.warn(message),
    });
  } catch (reason) {
    await progress.close(reason);
    throw reason;
  }
  await progress.close();
  return printResult(context, result, quiet);
}

function printResult(context: CommandContext, result: BuildResult, quiet: boolean): number {
  if (quiet && result.call === undefined) context.stdout.write(`${result.imageId}\n`);
  if (result.call !== undefined) context.stdout.write(result.call.output);
  if (result.inlineMessage !== undefined) context.stdout.write(`\n${result.inlineMessage}\n`);
  return result.call?.status ?? 0;
}

/** The display of a build, which can only be made when its builder is known. */
class BuildProgress {
  #display: Display | undefined;

  constructor(
    private readonly context: CommandContext,
    private readonly mode: ProgressMode,
  ) {}

  open(builder: { readonly name: string; readonly driver: string }): void {
    const { stderr, env, warn } = this.context;
    this.#display = createDisplay(this.mode, {
      stream: stderr,
      env,
      onWarning: warn,
      header: {
        plain: `building with "${builder.name}" instance using ${builder.driver} driver`,
        tty: `${builder.driver}:${builder.name}`,
      },
    });
  }

  update(status: Parameters<Display["update"]>[0]): void {
    this.#display?.update(status);
  }

  warn(message: string): void {
    if (this.#display === undefined) this.context.warn(message);
    else this.#display.writeLine(`WARNING: ${message}`);
  }

  async close(error?: unknown): Promise<void> {
    const finished = await this.#display?.finish(error);
    if (finished === undefined) return;
    printWarnings(this.context.stderr, finished.warnings, { mode: this.mode, debug: this.context.debug });
  }
}

function warnAboutClassicFlags(context: CommandContext, flags: BuildFlagValues): void {
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
