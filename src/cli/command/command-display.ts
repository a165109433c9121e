import { SlipwayError } from "../../errors/index.js";
import type { ProgressSink, SolveStatus } from "../../index.js";
import { type CreateDisplayOptions, createDisplay } from "../../progress/create-display.js";
import type { Display } from "../../progress/display.js";
import type { ProgressMode } from "../../progress/progress-mode.js";
import { printWarnings } from "../../progress/warnings.js";
import type { CommandContext } from "./command-context.js";

/** A command's display, which opens when there is something to show and holds warnings back while it is open. */
export class CommandDisplay implements ProgressSink {
  #display: Display | undefined;
  #openFailure: SlipwayError | undefined;

  constructor(
    private readonly context: CommandContext,
    private readonly mode: ProgressMode,
  ) {}

  /** Opens the display now, with its header. Throws SlipwayError `invalid-argument` for a mode that cannot be had. */
  open(header?: NonNullable<CreateDisplayOptions["header"]>): Display {
    const { stderr, env, warn } = this.context;
    try {
      this.#display ??= createDisplay(this.mode, {
        stream: stderr,
        env,
        onWarning: warn,
        ...(header && { header }),
      });
      return this.#display;
    } catch (reason) {
      const { code, message, hint } = SlipwayError.from(reason);
      this.#openFailure = new SlipwayError(code, message, { cause: reason, ...(hint && { hint }) });
      throw reason;
    }
  }

  update(status: SolveStatus): void {
    this.open().update(status);
  }

  /** Prints a `WARNING:` line, after the display has closed if it is open. */
  readonly warn = (message: string): void => {
    if (this.#display === undefined) this.context.warn(message);
    else this.#display.writeLine(`WARNING: ${message}`);
  };

  /**
   * Runs work and closes the display when it is done or has failed; then the build's own warnings are printed. If the
   * display could not be opened, that is the error, without what the work has to say about it.
   */
  async during<T>(work: () => Promise<T>): Promise<T> {
    try {
      const result = await work();
      await this.#close();
      return result;
    } catch (reason) {
      await this.#close(reason);
      throw this.#openFailure ?? reason;
    }
  }

  async #close(reason?: unknown): Promise<void> {
    const finished = await this.#display?.finish(reason);
    if (finished === undefined) return;
    const { stderr, debug } = this.context;
    printWarnings(stderr, finished.warnings, { mode: this.mode, debug });
  }
}
