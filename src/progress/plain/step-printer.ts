import { type ByteText, encodeByteText } from "../format/byte-text.js";
import { formatFixed } from "../format/number.js";
import { totalDuration } from "../model/interval.js";
import type { VertexState } from "../model/vertex-state.js";
import type { PlainLog } from "./plain-log.js";
import { formatStatusLine, StatusFilter } from "./status-line.js";

/** Longest step name, in bytes, where `PROGRESS_NO_TRUNC=0` asks for short ones. */
const SHORT_NAME = 72;

/** How the plain display prints steps. */
export interface StepPrinterOptions {
  /** Text of step `#0`, printed before the first step; none if absent. */
  readonly header?: string | undefined;
  readonly shortNames?: boolean;
}

/** Writes steps one below the other and remembers which one the reader is looking at. */
export class StepPrinter {
  /** The step whose lines were printed last and that may go on without a new header. */
  current: VertexState<PlainLog> | undefined;
  readonly #options: StepPrinterOptions;
  readonly #numbers = new Map<VertexState, number>();
  readonly #printedWarnings = new Map<VertexState, number>();
  readonly #filter = new StatusFilter();
  #text: ByteText = "";
  #lineOpen = false;
  #first = true;

  constructor(options: StepPrinterOptions) {
    this.#options = options;
  }

  /** What was printed since the last call. */
  takeText(): ByteText {
    const text = this.#text;
    this.#text = "";
    return text;
  }

  /** Prints everything new about a step, with a header if another one was shown before. */
  print(step: VertexState<PlainLog>): void {
    const number = this.#numberOf(step);
    if (step !== this.current) this.#switchTo(step, number);
    const statusOpen = this.#printStatuses(step, number);
    this.#printWarnings(step, number);
    this.#printLog(step, number);
    this.current = step;
    if (step.isCompleted && !statusOpen) this.#printEnd(step, number);
  }

  #numberOf(step: VertexState): number {
    const number = this.#numbers.get(step) ?? this.#numbers.size + 1;
    this.#numbers.set(step, number);
    return number;
  }

  #switchTo(step: VertexState, number: number): void {
    const old = this.current;
    if (old !== undefined) {
      this.#line(`#${this.#numberOf(old)} ...`);
      old.log.restartLine();
      old.updateCount = 0;
    }
    if (!this.#first) this.#line("");
    else if (this.#options.header) this.#line(`#0 ${this.#options.header}\n`);
    this.#first = false;
    this.#line(`#${number} ${this.#nameOf(step)}`);
  }

  #nameOf(step: VertexState): string {
    const bytes = Buffer.from(step.name, "utf8");
    if (!this.#options.shortNames || bytes.length <= SHORT_NAME) return step.name;
    return `${bytes.subarray(0, SHORT_NAME).toString("utf8")}...`;
  }

  /** True when a status that was printed has not ended. */
  #printStatuses(step: VertexState<PlainLog>, number: number): boolean {
    let statusOpen = false;
    if (step.changedStatuses.size === 0) return statusOpen;
    for (const status of step.statuses.values()) {
      if (!step.changedStatuses.has(status.id) || !this.#filter.accept(status)) continue;
      if (status.completed === undefined) statusOpen = true;
      this.#interrupt(step);
      this.#line(`#${number} ${formatStatusLine(status)}`);
    }
    step.changedStatuses.clear();
    return statusOpen;
  }

  #printWarnings(step: VertexState<PlainLog>, number: number): void {
    for (const warning of step.warnings.slice(this.#printedWarnings.get(step) ?? 0)) {
      this.#interrupt(step);
      this.#line(`#${number} WARN: ${Buffer.from(warning.short).toString("utf8")}`);
    }
    this.#printedWarnings.set(step, step.warnings.length);
  }

  #printLog(step: VertexState<PlainLog>, number: number): void {
    const text = step.log.take(`#${number} `);
    if (text === "") return;
    this.#text += text;
    this.#lineOpen = !text.endsWith("\n");
  }

  #printEnd(step: VertexState<PlainLog>, number: number): void {
    this.current = undefined;
    step.updateCount = 0;
    this.#interrupt(step);
    if (step.isCanceled) this.#line(`#${number} CANCELED`);
    else if (step.error !== "") this.#line(`#${number} ERROR: ${step.error}`);
    else if (step.cached) this.#line(`#${number} CACHED`);
    else {
      const seconds = Number(totalDuration(step.intervals, 0n)) / 1e9;
      this.#line(`#${number} DONE ${formatFixed(seconds, 1)}s`);
    }
  }

  /** A line of another kind follows within the same step. */
  #interrupt(step: VertexState<PlainLog>): void {
    if (this.#lineOpen) step.log.restartLine();
  }

  /** Ends the open line, if any, and writes one of ordinary text. */
  #line(text: string): void {
    if (this.#lineOpen) this.#text += "\n";
    this.#lineOpen = false;
    this.#text += `${encodeByteText(text)}\n`;
  }
}
