import { SlipwayError } from "../../errors/index.js";
import type { ProgressSink, SolveStatus } from "../../index.js";
import type { Display, ProgressMode } from "../../progress/index.js";
import {
  type CreateDisplayOptions,
  createDisplay,
  LogFile,
  printWarnings,
  teeDisplay,
} from "../../progress/index.js";
import type { CommandCall } from "./command-call.js";

/** A command's display, which opens when there is something to show and holds warnings back while it is open. */
export class CommandDisplay implements ProgressSink {
  #display: Display | undefined;
  #header: CreateDisplayOptions["header"];
  #openFailure: SlipwayError | undefined;
  readonly #log: LogFile | undefined;
  #logDisplay: Display | undefined;

  /**
   * @param logFile where to keep the whole log beside what is shown; empty for nowhere
   * @throws SlipwayError when that file cannot be opened
   */
  constructor(
    private readonly context: CommandCall,
    private readonly mode: ProgressMode,
    logFile = "",
  ) {
    this.#log = logFile === "" ? undefined : new LogFile(logFile);
  }

  /** Opens the display now, with its header. Throws SlipwayError `invalid-argument` for a mode that cannot be had. */
  open(header = this.#header): Display {
    const { stderr, env, warn } = this.context;
    this.#header = header;
    try {
      this.#display ??= this.#withLog(
        createDisplay(this.mode, { stream: stderr, env, onWarning: warn, header }),
        header?.plain,
      );
      return this.#display;
    } catch (reason) {
      const { code, message, hint } = SlipwayError.from(reason);
      this.#openFailure = new SlipwayError(code, message, { cause: reason, hint });
      throw reason;
    }
  }

  update(status: SolveStatus): void {
    this.open().update(status);
  }

  /** Closes the display, so that something else can be printed; it opens again with the next update. */
  async pause(): Promise<void> {
    await this.#display?.finish();
    this.#display = undefined;
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

  #withLog(shown: Display, header: string | undefined): Display {
    this.#logDisplay = this.#log?.display(header);
    return this.#logDisplay === undefined ? shown : teeDisplay(shown, this.#logDisplay);
  }

  /** Ends the log file with what the build failed of, also where it never came to a display. */
  #closeLog(reason: unknown): void {
    if (this.#log === undefined) return;
    if (reason !== undefined) {
      const display = this.#logDisplay ?? this.#log.display();
      void display.finish();
      display.writeLine(`ERROR: ${SlipwayError.from(reason).message}`);
    }
    const failure = this.#log.close();
    if (failure !== undefined) this.context.warn(failure.message);
  }

  async #close(reason?: unknown): Promise<void> {
    const finished = await this.#display?.finish(reason);
    this.#closeLog(reason);
    if (finished === undefined) return;
    const { stderr, debug, invocation } = this.context;
    const expandWith = `${invocation.program} --debug`;
    printWarnings(stderr, finished.warnings, { mode: this.mode, debug, expandWith });
  }
}
