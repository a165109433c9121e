import { createImage } from "../../../../index.js";
import { quietProgressMode } from "../../../../progress/index.js";
import type { CommandCall } from "../../../command/command-call.js";
import { CommandDisplay } from "../../../command/command-display.js";
import { libraryOptions } from "../../../command/library-options.js";
import type { FlagValues } from "../../../flags/flag.js";
import type { imagetoolsCreateFlags } from "./flags.js";

/** Runs `imagetools create`; a dry run prints the image. */
export async function runImagetoolsCreate(
  context: CommandCall,
  flags: FlagValues<typeof imagetoolsCreateFlags>,
  sources: readonly string[],
): Promise<number> {
  const { mode } = quietProgressMode(flags.progress, false);
  const display = new CommandDisplay(context, mode);
  const dryRun = flags["dry-run"];
  const { content } = await display.during(() =>
    createImage({
      ...libraryOptions(context),
      builder: context.builder,
      sources,
      files: flags.file,
      tags: flags.tag,
      append: flags.append,
      annotations: flags.annotation,
      platforms: flags.platform,
      preferIndex: flags["prefer-index"],
      dryRun,
      metadataFile: flags["metadata-file"] || undefined,
      progress: display,
      onWarning: display.warn,
    }),
  );
  if (dryRun) {
    context.stdout.write(content);
    context.stdout.write("\n");
  }
  return 0;
}
