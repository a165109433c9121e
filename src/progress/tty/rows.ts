import { totalDuration } from "../model/interval.js";
import type { ProgressModel } from "../model/progress-model.js";
import type { UnixNanos, VertexStatus } from "../model/status.js";
import type { VertexState } from "../model/vertex-state.js";
import { statusBytes } from "../plain/status-line.js";
import { withoutControls } from "./text-width.js";
import { expectedTotal, type TransferSpeed, type TransferSpeeds } from "./transfer-speeds.js";
import type { TtyLog } from "./tty-log.js";

/** One line of the display below the header. */
export interface Row {
  readonly completed: boolean;
  readonly color: "run" | "cancel" | "error";
  /** Set on the row of a step itself. */
  readonly log?: TtyLog;
  /** Text after ` => `. */
  label(): string;
  /** Bytes done, or nothing. */
  bytes(): string;
  /** Of a transfer that runs. */
  readonly speed?: TransferSpeed | undefined;
  /** Nanoseconds; `now` is the daemon's time. */
  elapsed(now: UnixNanos): bigint;
}

/** All rows, each step's statuses and warnings below it. Texts are made only for the rows that get drawn. */
export function collectRows(model: ProgressModel<TtyLog>, speeds: TransferSpeeds, now: UnixNanos): Row[] {
  const rows: Row[] = [];
  for (const step of model.listed) {
    rows.push(stepRow(step));
    for (const status of step.statuses.values()) {
      rows.push(statusRow(status, step, speeds, now));
    }
    const lastRun = step.intervals.at(-1);
    for (const warning of step.warnings) {
      rows.push({
        completed: false,
        color: "cancel",
        label: () => `WARN: ${withoutControls(Buffer.from(warning.short).toString("utf8"))}`,
        bytes: () => "",
        elapsed: (now) => (lastRun === undefined ? 0n : totalDuration([lastRun], now)),
      });
    }
  }
  return rows;
}

/** A part that never said it is done ends with its step: nothing of it moves any more. */
function statusRow(
  status: VertexStatus,
  step: VertexState<TtyLog>,
  speeds: TransferSpeeds,
  drawnAt: UnixNanos,
): Row {
  const stepEnd = step.allRunsEnded ? step.intervals.at(-1)?.stop : undefined;
  const ended = status.completed ?? stepEnd;
  const completed = ended !== undefined;
  if (completed) speeds.forget(status);
  return {
    completed,
    color: "run",
    label: () => `=> ${withoutControls(status.id)}`,
    bytes: () => statusBytes(completed ? status : { ...status, total: expectedTotal(status) }),
    speed: completed ? undefined : speeds.measure(status, drawnAt),
    elapsed: (now) => later(ended ?? now, status.started ?? now) - (status.started ?? now),
  };
}

function later(a: UnixNanos, b: UnixNanos): UnixNanos {
  return a > b ? a : b;
}

function stepRow(step: VertexState<TtyLog>): Row {
  return {
    completed: step.allRunsEnded,
    color: step.isCanceled ? "cancel" : step.error === "" ? "run" : "error",
    log: step.log,
    label: () => {
      const failed = step.error === "" ? "" : step.isCanceled ? "CANCELED " : "ERROR ";
      return `${step.cached ? "CACHED " : ""}${failed}${withoutControls(step.name)}`;
    },
    bytes: () => "",
    elapsed: (now) => totalDuration(step.intervals, now),
  };
}
