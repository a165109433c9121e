import type { CommandCall } from "../../command/command-call.js";
import { openLink } from "../../command/open-link.js";
import { startView } from "../../command/show-view.js";

/** A build that is shown in the browser while it runs. */
export interface ShownBuild {
  /** Opens the build's page, the first time it is called: of several nodes the first. */
  readonly show: (ref: string) => void;
  /**
   * Ends the view: at once, or, where somebody sits at the terminal to press Ctrl-C, when they do, so that a build that
   * was quick can be looked at.
   */
  readonly end: () => Promise<void>;
}

/** Serves the build view beside a build. */
export async function showBuild(context: CommandCall): Promise<ShownBuild> {
  const view = await startView(context, { open: false });
  let shown = false;
  return {
    show: (ref) => {
      if (shown) return;
      shown = true;
      // The list's link was told: a machine without a browser is no failure.
      openLink(view.link(ref), view.closed, context.env).catch(() => undefined);
    },
    end: async () => {
      if (context.stderr.isTTY && !context.signal.aborted) {
        context.stderr.write("The build has ended; its view is there until Ctrl-C.\n");
        await view.closed;
      }
      await view.close();
    },
  };
}
