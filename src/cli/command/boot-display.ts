import type { ProgressSink } from "../../index.js";
import { createDisplay } from "../../progress/create-display.js";
import type { Display } from "../../progress/display.js";
import type { CommandContext } from "./command-context.js";

/** Runs work that may boot a builder and shows its steps, if there are any. */
export async function withBootDisplay<T>(
  context: CommandContext,
  work: (progress: ProgressSink) => Promise<T>,
): Promise<T> {
  const { stderr, env, warn } = context;
  let display: Display | undefined;
  const progress: ProgressSink = {
    update(status) {
      display ??= createDisplay("auto", { stream: stderr, env, onWarning: warn });
      display.update(status);
    },
  };
  try {
    const result = await work(progress);
    await display?.finish();
    return result;
  } catch (reason) {
    await display?.finish(reason);
    throw reason;
  }
}
