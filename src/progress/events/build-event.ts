/** What every event says. All events are plain data: `JSON.stringify` loses nothing. */
interface EventBase {
  /** When it happened, milliseconds of Unix time, on this machine's clock. */
  readonly time: number;
}

interface StepBase extends EventBase {
  /** Tells steps apart within a build: the digest of what the step does. */
  readonly step: string;
  /** What the displays show, e.g. `[build 2/3] RUN make`. */
  readonly name: string;
}

/** A step began. A step that several parts of a build wait for may begin again after its end. */
export interface StepStartedEvent extends StepBase {
  readonly type: "step-started";
}

/** A step ran to its end. */
export interface StepCompletedEvent extends StepBase {
  readonly type: "step-completed";
  /** Milliseconds. */
  readonly duration: number;
}

/** A step's result came from the cache. A cached step need not have been reported as started. */
export interface StepCachedEvent extends StepBase {
  readonly type: "step-cached";
}

/** A step failed, or was called off because the build was. */
export interface StepFailedEvent extends StepBase {
  readonly type: "step-failed";
  /** Milliseconds. */
  readonly duration: number;
  /** What the daemon says. */
  readonly error: string;
  /** It did not fail by itself. */
  readonly canceled: boolean;
}

/** A line that a step's command printed, without its line end. One longer than a mebibyte comes in pieces. */
export interface LogEvent extends EventBase {
  readonly type: "log";
  readonly step: string;
  readonly stream: "stdout" | "stderr";
  readonly line: string;
}

/** How far a transfer or another countable part of a step has come. Only the latest of a part matters. */
export interface TransferEvent extends EventBase {
  readonly type: "transfer";
  readonly step: string;
  /** Tells the parts of a step apart, e.g. `transferring context:` or a layer's digest. */
  readonly part: string;
  /** Usually bytes. */
  readonly current: number;
  /** Absent when it is not known. */
  readonly total?: number;
  readonly completed: boolean;
}

/** Something the user should know of, such as a finding of the Dockerfile's checks. */
export interface WarningEvent extends EventBase {
  readonly type: "warning";
  /** Absent when it is about the build as a whole. */
  readonly step?: string;
  /** One line. */
  readonly message: string;
  /** More lines, often none. */
  readonly detail: readonly string[];
  /** Where to read more. */
  readonly url?: string;
  /** The place in the Dockerfile; lines count from 1. */
  readonly location?: { readonly file: string; readonly startLine: number; readonly endLine: number };
}

/** What happens during a build, told apart by `type`. New types may be added: ignore those you do not know. */
export type BuildEvent =
  | StepStartedEvent
  | StepCompletedEvent
  | StepCachedEvent
  | StepFailedEvent
  | LogEvent
  | TransferEvent
  | WarningEvent;
