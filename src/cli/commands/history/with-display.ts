import type { ProgressSink } from "../../../index.js";
import type { CommandContext } from "../../command/command-context.js";
import { CommandDisplay } from "../../command/command-display.js";
import { libraryContext } from "../../command/library-context.js";

/** What a call of the library is given: a display that opens when a node has to be booted. */
export type DisplayedContext = ReturnType<typeof libraryContext> & {
  readonly builder: string | undefined;
  readonly progress: ProgressSink;
};

/** Runs work of the library, and shows the boot of nodes that do not run. */
export function withDisplay<Result>(
  context: CommandContext,
  work: (options: DisplayedContext) => Promise<Result>,
): Promise<Result> {
  const display = new CommandDisplay(context, "auto");
  const { builder } = context;
  const options = { ...libraryContext(context), builder, progress: display, onWarning: display.warn };
  return display.during(() => work(options));
}
