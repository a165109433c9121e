import type { ProgressModel } from "../model/progress-model.js";
import type { VertexState } from "../model/vertex-state.js";
import type { PlainLog } from "./plain-log.js";
import type { StepPrinter } from "./step-printer.js";

/** Least time a step keeps the screen before a busier one may take it, in milliseconds. */
const ANTI_FLICKER = 5_000;
/** Longest time that a step's news stay hidden behind another step, in milliseconds. */
const MAX_DELAY = 10_000;

type Step = VertexState<PlainLog>;

/**
 * Prints the steps whose turn it is: all that have ended, then the one the reader is looking at, and switches away
 * from it only for one that is busier or has waited too long.
 */
export function printDueSteps(model: ProgressModel<PlainLog>, printer: StepPrinter, now: number): void {
  const before = printer.current;
  const { ended, running } = sortPending(model);
  if (before !== undefined && ended.delete(before)) print(model, printer, before);
  for (const step of byEnd(ended)) print(model, printer, step);
  if (running.size === 0) {
    if (before === undefined || before.isCompleted) showAnyRunning(model, printer);
    return;
  }
  if (before === undefined || before.isCompleted) {
    const next = busiest(running, now);
    if (next !== undefined) print(model, printer, next);
    return;
  }
  if (running.has(before)) print(model, printer, before);
  running.add(before);
  const next = successor(before, running, now);
  if (next !== undefined) print(model, printer, next);
}

function print(model: ProgressModel<PlainLog>, printer: StepPrinter, step: Step): void {
  printer.print(step);
  model.pending.delete(step);
}

function sortPending(model: ProgressModel<PlainLog>): { ended: Set<Step>; running: Set<Step> } {
  const ended = new Set<Step>();
  const running = new Set<Step>();
  for (const step of model.pending) {
    if (!step.hidden) (step.isCompleted ? ended : running).add(step);
  }
  return { ended, running };
}

/** Cached steps often end at the very same time; they go by their names, which number them. */
function byEnd(steps: Iterable<Step>): Step[] {
  const endOf = (step: Step) => step.intervals.at(-1)?.stop ?? 0n;
  return [...steps].sort((a, b) => compare(endOf(a), endOf(b)) || compare(a.name, b.name));
}

function compare<Value extends bigint | string>(a: Value, b: Value): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function showAnyRunning(model: ProgressModel<PlainLog>, printer: StepPrinter): void {
  const step = model.listed.find((listed) => !listed.isCompleted && !listed.hidden);
  if (step !== undefined) print(model, printer, step);
}

/** Updates per second since the step's news began to pile up. */
function speedOf(step: Step, now: number): number {
  const waited = now - step.firstUpdateAt;
  if (step.updateCount === 0) return 0;
  return waited <= 0 ? Number.MAX_VALUE : step.updateCount / (waited / 1000);
}

/** The step with the highest speed, but one that has waited too long goes first. */
function busiest(steps: Iterable<Step>, now: number, current?: Step): Step | undefined {
  let best: Step | undefined;
  for (const step of steps) {
    if (step !== current && now - step.firstUpdateAt > MAX_DELAY) return step;
    if (best === undefined || speedOf(best, now) < speedOf(step, now)) best = step;
  }
  return best;
}

/** The step that is to take the screen from the current one, if any. */
function successor(current: Step, steps: ReadonlySet<Step>, now: number): Step | undefined {
  const best = busiest(steps, now, current);
  if (best === undefined || best === current) return undefined;
  if (now - best.firstUpdateAt > MAX_DELAY) return best;
  let sum = 0;
  for (const step of steps) sum += speedOf(step, now);
  const share = speedOf(current, now) / sum;
  return ANTI_FLICKER / (1 - share) < now - current.firstUpdateAt ? best : undefined;
}
