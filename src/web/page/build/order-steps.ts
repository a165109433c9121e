import type { Step } from "../../contract/index.js";

/** Which steps a drawing shows. */
export interface StepFilter {
  readonly text: string;
  /** What the frontend does for itself too. */
  readonly internal: boolean;
  /** Only what the build's end waited for. */
  readonly critical: boolean;
}

/** The steps that are asked for, in the order in which they started; those that wait come last. */
export function orderSteps(steps: readonly Step[], { text, internal, critical }: StepFilter): Step[] {
  const sought = text.toLowerCase();
  return steps
    .filter((step) => {
      if (critical && !step.critical) return false;
      if (!internal && (step.kind === "internal" || step.kind === "auth") && step.state !== "failed")
        return false;
      return sought === "" || step.name.toLowerCase().includes(sought);
    })
    .sort((one, other) => {
      const [a, b] = [one.started ?? Number.POSITIVE_INFINITY, other.started ?? Number.POSITIVE_INFINITY];
      return a === b ? one.id - other.id : a - b;
    });
}
