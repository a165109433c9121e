import { formatFixed } from "../format/number.js";
import { formatProgressBytes } from "../format/size.js";
import type { VertexStatus } from "../model/status.js";

/** `CUR / TOT`, `CUR` where the total is unknown, or nothing. */
export function statusBytes(status: VertexStatus): string {
  if (status.total !== 0)
    return `${formatProgressBytes(status.current)} / ${formatProgressBytes(status.total)}`;
  return status.current === 0 ? "" : formatProgressBytes(status.current);
}

/** A status as the plain display prints it after the step's number: `ID[ CUR / TOT][ T.Ts][ done]`. */
export function formatStatusLine(status: VertexStatus): string {
  const bytes = statusBytes(status);
  let line = bytes === "" ? status.id : `${status.id} ${bytes}`;
  if (status.started !== undefined) {
    const seconds = Number((status.completed ?? status.timestamp) - status.started) / 1e9;
    if (seconds > 0.01) line += ` ${formatFixed(seconds, 1)}s`;
  }
  return status.completed === undefined ? line : `${line} done`;
}

const LEAST_PROGRESS = 0.05;
const LEAST_TIME = 5_000_000_000n;

/** Decides which news of a status are worth a line, by what was printed last under the same ID. */
export class StatusFilter {
  readonly #printed = new Map<string, VertexStatus>();

  /** True, and noted as printed, for the first news, the last, and those that bring enough progress or time. */
  accept(status: VertexStatus): boolean {
    const last = this.#printed.get(status.id);
    if (last !== undefined && status.completed === undefined) {
      const progress = status.total > 0 ? (status.current - last.current) / status.total : 0;
      if (progress < LEAST_PROGRESS && status.timestamp - last.timestamp < LEAST_TIME) return false;
    }
    this.#printed.set(status.id, status);
    return true;
  }
}
