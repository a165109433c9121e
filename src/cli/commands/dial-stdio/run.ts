import type { Duplex, Readable, Writable } from "node:stream";
import { finished, pipeline } from "node:stream/promises";
import { SlipwayError } from "../../../errors/index.js";
import { dialBuilder } from "../../../index.js";
import { parseProgressMode } from "../../../progress/index.js";
import type { CommandCall } from "../../command/command-call.js";
import { CommandDisplay } from "../../command/command-display.js";
import { libraryOptions } from "../../command/library-options.js";

/** Runs `dial-stdio` until the daemon's side ends; the end of standard input is passed on to it. */
export async function runDialStdio(
  context: CommandCall,
  flags: { readonly platform: string; readonly progress: string },
): Promise<number> {
  const display = new CommandDisplay(context, parseProgressMode(flags.progress));
  const open = ({ name }: { readonly name: string }) =>
    display.open({ plain: `builder: ${name}`, tty: `builder: ${name}` });
  const stream = await display.during(() =>
    dialBuilder(context.builder, {
      ...libraryOptions(context),
      platform: flags.platform,
      onBuilder: open,
      progress: display,
      onWarning: display.warn,
    }),
  );
  try {
    await proxy(stream, context.stdin(), context.contentOutput(), context.signal);
  } finally {
    stream.destroy();
  }
  return 0;
}

/** Copies both ways. What the user's side does to its input after the daemon has ended matters no more. */
async function proxy(stream: Duplex, input: Readable, output: Writable, signal: AbortSignal): Promise<void> {
  const sending = pipeline(input, stream, { signal });
  sending.catch((reason: unknown) => stream.destroy(SlipwayError.from(reason, "connection-lost")));
  stream.pipe(output, { end: false });
  await finished(stream, { writable: false, signal });
}
