import { SlipwayError } from "../../errors/index.js";
import type { SolveStatus } from "../../progress/model/status.js";
import { LineCutter } from "../logs/line-cutter.js";
import { LogSpool } from "../logs/log-spool.js";
import { toMilliseconds } from "../steps/step-model.js";

/** Streams whose last line is not over. */
const MOST_OPEN = 1_000;

interface OpenStream {
  readonly step: number;
  readonly stream: number;
  readonly cutter: LineCutter;
}

/** What a build's steps print, cut into lines and kept. */
export class BuildOutput {
  readonly spool: LogSpool;
  readonly #open = new Map<string, OpenStream>();
  /** When the last output came. */
  #printed = 0;
  /** Why not all of it is kept. */
  problem: string | undefined;

  /** @param path where the lines may lie, in a file that is not there yet */
  constructor(path: string) {
    this.spool = new LogSpool(path);
  }

  /**
   * Takes the output of an update.
   *
   * @param idOf the id of the step with a digest
   * @returns ids of the steps that have more lines now
   */
  take(logs: NonNullable<SolveStatus["logs"]>, idOf: (digest: string) => number | undefined): Set<number> {
    const longer = new Set<number>();
    for (const { vertex, stream, data, timestamp } of logs) {
      const step = idOf(vertex);
      if (step === undefined) continue;
      this.#printed = toMilliseconds(timestamp);
      const open = this.#stream(step, stream === 2 ? 2 : 1);
      if (this.#keep(open, open.cutter.push(data))) longer.add(step);
    }
    return longer;
  }

  /** Nothing comes any more: what is open is a line. @returns as `take` */
  end(): Set<number> {
    const open = [...this.#open.values()];
    this.#open.clear();
    return new Set(open.filter((one) => this.#keep(one, one.cutter.end())).map(({ step }) => step));
  }

  /** Streams that print nothing for long are let go. */
  #stream(step: number, stream: number): OpenStream {
    const key = `${step}/${stream}`;
    const open = this.#open.get(key) ?? { step, stream, cutter: new LineCutter() };
    this.#open.delete(key);
    this.#open.set(key, open);
    const [oldest] = this.#open;
    if (oldest !== undefined && this.#open.size > MOST_OPEN) {
      this.#open.delete(oldest[0]);
      this.#keep(oldest[1], oldest[1].cutter.end());
    }
    return open;
  }

  #keep({ step, stream }: OpenStream, lines: readonly string[]): boolean {
    if (lines.length === 0) return false;
    try {
      this.spool.add(step, this.#printed, stream, lines);
    } catch (reason) {
      this.problem ??= `logs could not be kept: ${SlipwayError.from(reason, "io-error").message}`;
    }
    return true;
  }
}
