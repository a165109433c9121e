import { findBuild } from "../../../index.js";
import type { CommandCall } from "../../command/command-call.js";
import { isDesktopThere } from "../../command/desktop-link.js";
import { openUrl } from "../../command/open-url.js";
import { withDisplay } from "./with-display.js";

/** Runs `history open`: in Docker Desktop where that is, else in the build view, until it is interrupted. */
export async function runOpen(context: CommandCall, ref: string): Promise<number> {
  const build = await withDisplay(context, (options) => findBuild(context.builder, ref, options));
  if (isDesktopThere(context.env)) {
    await openUrl(build.desktopUrl, context.env);
    return 0;
  }
  const { showView } = await import("../../command/show-view.js");
  await showView(context, { ref: `${build.builder}/${build.node}/${build.ref}` });
  return 0;
}
