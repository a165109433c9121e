import { SlipwayError } from "../../../../errors/index.js";
import { inspectImage } from "../../../../index.js";
import type { CommandCall } from "../../../command/command-call.js";
import { libraryOptions } from "../../../command/library-options.js";
import type { FlagValues } from "../../../flags/flag.js";
import { describeImage } from "./describe-image.js";
import type { imagetoolsInspectFlags } from "./flags.js";

/** The template that is the same as none. */
const plainTemplate = /^\s*\{\{\s*\.Manifest\s*\}\}\s*$/;

/** Runs `imagetools inspect`. */
export async function runImagetoolsInspect(
  context: CommandCall,
  { format, raw }: FlagValues<typeof imagetoolsInspectFlags>,
  name: string,
): Promise<number> {
  if (raw && format !== "") {
    throw new SlipwayError("invalid-argument", "format and raw cannot be used together");
  }
  const plain = format === "" || plainTemplate.test(format);
  const inspection = await inspectImage(name, {
    ...libraryOptions(context),
    builder: context.builder,
    images: !raw && !plain,
  });
  if (raw) context.stdout.write(inspection.content);
  else if (plain) context.stdout.write(describeImage(inspection));
  else {
    const { renderImage } = await import("./render-image.js");
    context.stdout.write(await renderImage(name, inspection, format));
  }
  return 0;
}
