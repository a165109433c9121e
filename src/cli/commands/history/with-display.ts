import type { ProgressSink } from "../../../index.js";
import type { CommandCall } from "../../command/command-call.js";
import { CommandDisplay } from "../../command/command-display.js";
import { libraryOptions } from "../../command/library-options.js";

/** What a call of the library is given: a display that opens when a node has to be booted. */
export type DisplayedContext = ReturnType<typeof libraryOptions> & {
  readonly progress: ProgressSink;
};

/** Runs work of the library, and shows the boot of nodes that do not run. */
export function withDisplay<Result>(
  context: CommandCall,
  work: (options: DisplayedContext) => Promise<Result>,
): Promise<Result> {
  const display = new CommandDisplay(context, "auto");
  const options = { ...libraryOptions(context), progress: display, onWarning: display.warn };
  return display.during(() => work(options));
}
