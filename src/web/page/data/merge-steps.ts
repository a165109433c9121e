import type { BuildDocument, BuildEvent } from "../../contract/index.js";

/** A build after steps of it changed: its own counts and duration follow from them. */
export function mergeSteps(
  document: BuildDocument,
  { steps: changed, warnings }: BuildEvent & { readonly type: "steps" },
): BuildDocument {
  const steps = [...document.steps];
  for (const step of changed) steps[step.id] = step;
  const cached = steps.filter((step) => step.cached).length;
  const completed = steps.filter(({ state }) => state !== "waiting" && state !== "running").length;
  return {
    ...document,
    build: { ...document.build, steps: { total: steps.length, completed, cached } },
    steps,
    warnings: warnings.length === 0 ? document.warnings : [...document.warnings, ...warnings],
  };
}
