import { type BuildView, serveBuilds } from "../../index.js";
import type { CommandCall } from "./command-call.js";
import { libraryOptions } from "./library-options.js";
import { openLink } from "./open-link.js";

/** What of the view is shown, and how. */
export interface ShowViewOptions {
  /** Default: one that is free on loopback. */
  readonly addr?: string | undefined;
  /** `BUILDER/NODE/REF`. Default: the list. */
  readonly ref?: string | undefined;
  /** Start a browser. Default true. */
  readonly open?: boolean | undefined;
}

/** Serves the build view until the command is interrupted. */
export async function showView(context: CommandCall, options: ShowViewOptions): Promise<void> {
  const view = await startView(context, options);
  await view.closed;
}

/** Serves the build view until the command is interrupted, or the view is closed. */
export async function startView(
  context: CommandCall,
  { addr, ref, open = true }: ShowViewOptions,
): Promise<BuildView> {
  const view = await serveBuilds({ ...libraryOptions(context), addr });
  // What a log may keep of it is worth nothing once the link was opened.
  context.stderr.write(`Build view at ${view.link(ref)} (the link works once; Ctrl-C ends the view)\n`);
  // The link was told; a machine without a browser is no failure. A browser that stays in the foreground is not waited for.
  if (open) openLink(view.link(ref), view.closed, context.env).catch(() => undefined);
  return view;
}
