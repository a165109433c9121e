import { findBuild } from "../../../index.js";
import type { CommandCall } from "../../command/command-call.js";
import { openUrl } from "./open-url.js";
import { withDisplay } from "./with-display.js";

/** Runs `history open`. */
export async function runOpen(context: CommandCall, ref: string): Promise<number> {
  const build = await withDisplay(context, (options) => findBuild(context.builder, ref, options));
  await openUrl(build.desktopUrl, context.env);
  return 0;
}
