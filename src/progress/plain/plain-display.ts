import { BaseDisplay } from "../display/base-display.js";
import type { Display, DisplayStream } from "../display/display.js";
import { formatErrorBlocks } from "../display/error-blocks.js";
import { type PaceRate, Pacer, paceRate } from "../display/pacer.js";
import { cancelRunningSteps } from "../model/cancel-running.js";
import { type Clock, systemClock } from "../model/clock.js";
import { ProgressModel } from "../model/progress-model.js";
import type { SolveStatus } from "../model/status.js";
import { PlainLog } from "./plain-log.js";
import { printDueSteps } from "./step-choice.js";
import { StepPrinter } from "./step-printer.js";

/** Options of {@link plainDisplay}. */
export interface PlainDisplayOptions {
  /** Text of step `#0`, e.g. `building with "default" instance using docker driver`. Default none. */
  readonly header?: string | undefined;
  /** Environment to read `PROGRESS_NO_TRUNC` and `TTY_DISPLAY_RATE` from. Default `process.env`. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly clock?: Clock;
}

/** Shows progress as lines of text, one step at a time. */
export function plainDisplay(stream: DisplayStream, options: PlainDisplayOptions = {}): Display {
  return new PlainDisplay(stream, options);
}

class PlainDisplay extends BaseDisplay {
  readonly #clock: Clock;
  readonly #model: ProgressModel<PlainLog>;
  readonly #printer: StepPrinter;
  readonly #pacer: Pacer;

  constructor(stream: DisplayStream, options: PlainDisplayOptions) {
    super(stream);
    const { clock = systemClock, env = process.env, header } = options;
    const rate: PaceRate = paceRate(env);
    this.#clock = clock;
    this.#model = new ProgressModel(clock, () => new PlainLog());
    this.#printer = new StepPrinter({
      header,
      shortNames: env.PROGRESS_NO_TRUNC === "0",
    });
    this.#pacer = new Pacer(clock, rate, () => this.#draw());
  }

  protected show(status: SolveStatus): void {
    this.#model.apply(status);
    this.#pacer.touch();
  }

  protected close(canceled: boolean): void {
    this.#pacer.stop();
    if (canceled) cancelRunningSteps(this.#model, this.#clock);
    this.#draw();
    this.writeOutput(formatErrorBlocks(this.#model.listed));
  }

  /** True while steps with news wait for their turn, or none is shown though some run. */
  #draw(): boolean {
    printDueSteps(this.#model, this.#printer, this.#clock.now());
    this.writeOutput(this.#printer.takeText());
    const current = this.#printer.current;
    if ((current === undefined || current.isCompleted) && this.#model.hasRunning()) return true;
    for (const step of this.#model.pending) if (!step.hidden) return true;
    return false;
  }
}
