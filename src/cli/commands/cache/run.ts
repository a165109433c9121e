import { SlipwayError } from "../../../errors/index.js";
import { exportCacheMount, importCacheMount } from "../../../index.js";
import { formatHumanSize, quietProgressMode } from "../../../progress/index.js";
import type { CommandCall } from "../../command/command-call.js";
import { CommandDisplay } from "../../command/command-display.js";
import { libraryOptions } from "../../command/library-options.js";
import type { FlagValues } from "../../flags/flag.js";
import type { cacheExportFlags, cacheImportFlags } from "./flags.js";

/** Runs `cache export`. */
export async function runCacheExport(
  context: CommandCall,
  flags: FlagValues<typeof cacheExportFlags>,
): Promise<number> {
  const { output } = flags;
  if (output === "") throw new SlipwayError("invalid-argument", "name the archive to write with --output");
  const { entries, changed, removed, received } = await withOptions(context, flags, (options) =>
    exportCacheMount({ ...options, output, allowEmpty: flags["allow-empty"] }),
  );
  const what = `${entries} entries in ${output}: ${changed} received, ${removed} removed`;
  context.stdout.write(`${what}, ${formatHumanSize(received)} from the builder\n`);
  return 0;
}

/** Runs `cache import`. */
export async function runCacheImport(
  context: CommandCall,
  flags: FlagValues<typeof cacheImportFlags>,
  input: string,
): Promise<number> {
  const { entries, changed, removed, sent } = await withOptions(context, flags, (options) =>
    importCacheMount({ ...options, input }),
  );
  const what = `${entries} entries in the mount: ${changed} sent, ${removed} removed`;
  context.stdout.write(`${what}, ${formatHumanSize(sent)} to the builder\n`);
  return 0;
}

async function withOptions<T>(
  context: CommandCall,
  { mount, image, platform, progress }: FlagValues<typeof cacheImportFlags>,
  work: (options: ReturnType<typeof optionsOf>) => Promise<T>,
): Promise<T> {
  if (mount === "") throw new SlipwayError("invalid-argument", "name the cache mount with --mount id=ID");
  const { mode } = quietProgressMode(progress, false);
  const display = new CommandDisplay(context, mode);
  const options = optionsOf(context, display, { mount, image, platform });
  return display.during(() => work(options));
}

function optionsOf(
  context: CommandCall,
  display: CommandDisplay,
  { mount, image, platform }: { mount: string; image: string; platform: string },
) {
  return {
    ...libraryOptions(context),
    builder: context.builder,
    mount,
    image: image || undefined,
    platform: platform || undefined,
    progress: display,
    onWarning: display.warn,
  };
}
