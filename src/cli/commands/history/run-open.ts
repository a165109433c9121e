import { findBuild } from "../../../index.js";
import type { CommandContext } from "../../command/command-context.js";
import { openUrl } from "./open-url.js";
import { withDisplay } from "./with-display.js";

/** Runs `history open`. */
export async function runOpen(context: CommandContext, ref: string): Promise<number> {
  const build = await withDisplay(context, (options) => findBuild(context.builder, ref, options));
  await openUrl(build.desktopUrl, context.env);
  return 0;
}
