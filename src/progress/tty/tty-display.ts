import { BaseDisplay } from "../display/base-display.js";
import type { Display, DisplayStream } from "../display/display.js";
import { formatErrorBlocks } from "../display/error-blocks.js";
import { Pacer, paceRate } from "../display/pacer.js";
import { encodeByteText } from "../format/byte-text.js";
import { cancelRunningSteps } from "../model/cancel-running.js";
import { type Clock, systemClock, toUnixMillis, toUnixNanos } from "../model/clock.js";
import { ProgressModel } from "../model/progress-model.js";
import type { SolveStatus } from "../model/status.js";
import { rowColors } from "./colors.js";
import { FramePainter } from "./frame.js";
import { layOut, type TerminalSize } from "./layout.js";
import { collectRows } from "./rows.js";
import { TransferSpeeds } from "./transfer-speeds.js";
import { TtyLog } from "./tty-log.js";

const FALLBACK_SIZE: TerminalSize = { width: 80, height: 10 };
const DEFAULT_LOG_LINES = 6;

/** Options of {@link ttyDisplay}. */
export interface TtyDisplayOptions {
  /** Right end of the header line, e.g. `docker-container:NAME`. Default nothing. */
  readonly header?: string | undefined;
  /** Word before the time in the header line. Default `Building`. */
  readonly phase?: string | undefined;
  /**
   * Environment to read `BUILDKIT_COLORS`, `BUILDKIT_TTY_LOG_LINES`, `NO_COLOR` and `TTY_DISPLAY_RATE` from. Default
   * `process.env`.
   */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly clock?: Clock;
  /** Told of entries of `BUILDKIT_COLORS` that make no sense. Default: shown when the display has closed. */
  readonly onWarning?: ((message: string) => void) | undefined;
}

/** Shows progress as a list on a terminal, drawn over and over in place. */
export function ttyDisplay(stream: DisplayStream, options: TtyDisplayOptions = {}): Display {
  return new TtyDisplay(stream, options);
}

class TtyDisplay extends BaseDisplay {
  readonly #clock: Clock;
  readonly #model: ProgressModel<TtyLog>;
  readonly #painter: FramePainter;
  readonly #pacer: Pacer;
  readonly #speeds = new TransferSpeeds();
  readonly #header: string;
  readonly #phase: string;
  readonly #logLines: number;
  readonly #onResize = () => this.#pacer.touch();

  constructor(stream: DisplayStream, options: TtyDisplayOptions) {
    super(stream);
    const { clock = systemClock, env = process.env } = options;
    const onWarning = options.onWarning ?? ((message) => this.writeLine(`WARNING: ${message}`));
    this.#clock = clock;
    this.#header = options.header ?? "";
    this.#phase = options.phase || "Building";
    this.#logLines = logLines(env.BUILDKIT_TTY_LOG_LINES);
    this.#model = new ProgressModel(clock, () => new TtyLog());
    this.#painter = new FramePainter(rowColors(env, onWarning));
    this.#pacer = new Pacer(clock, paceRate(env), () => {
      this.#draw(false);
      return true;
    });
    this.#pacer.start();
    stream.on?.("resize", this.#onResize);
  }

  protected show(status: SolveStatus): void {
    this.#model.apply(status);
    this.#pacer.touch();
  }

  protected close(canceled: boolean): void {
    this.#pacer.stop();
    this.stream.off?.("resize", this.#onResize);
    if (canceled) cancelRunningSteps(this.#model, this.#clock);
    this.#draw(true);
    this.writeOutput(formatErrorBlocks(this.#model.listed));
  }

  /** The cursor is hidden and shown within one write, so no way of dying leaves it hidden. */
  #draw(last: boolean): void {
    const model = this.#model;
    const now = this.#clock.now();
    const size = this.#size();
    const start = model.startedAt === undefined ? now : toUnixMillis(model.startedAt) + model.clockSkew;
    const daemonNow = toUnixNanos(now - model.clockSkew);
    const frame = this.#painter.paint({
      phase: this.#phase,
      title: this.#header,
      width: size.width,
      seconds: (now - start) / 1000,
      totals: model.totals(),
      last,
      layout: layOut(collectRows(model, this.#speeds, daemonNow), size, this.#logLines, last),
      now: daemonNow,
    });
    model.pending.clear();
    this.write(encodeByteText(frame));
  }

  #size(): TerminalSize {
    const { columns = 0, rows = 0 } = this.stream;
    return columns > 0 && rows > 0 ? { width: columns, height: rows } : FALLBACK_SIZE;
  }
}

function logLines(value: string | undefined): number {
  return value !== undefined && /^\+?\d+$/.test(value) && Number(value) > 0
    ? Number(value)
    : DEFAULT_LOG_LINES;
}
