import { AsyncLocalStorage } from "node:async_hooks";
import type { GrpcChannel } from "./types.js";

/** A trace that calls belong to. */
export interface CallTrace {
  /** What tells a daemon of it with each call: `traceparent`, and `tracestate` where there is one. */
  readonly fields: Readonly<Record<string, string>>;
  /** Told of the channel of each call. */
  readonly onCall: (channel: GrpcChannel) => void;
}

const traces = new AsyncLocalStorage<CallTrace>();

/** The trace of the work that this is called in, undefined for work that nobody traces. */
export function currentTrace(): CallTrace | undefined {
  return traces.getStore();
}

/** Runs work as part of a trace: all calls that it makes, on whatever channel, are told of it. */
export function withTrace<Result>(trace: CallTrace, work: () => Promise<Result>): Promise<Result> {
  return traces.run(trace, work);
}
