import type { ValueMask } from "../access/value-mask.js";
import type { ExplainedCause, Explanation } from "../contract/index.js";

/** Why the steps of a build ran, as it may be shown: their names, and those of files, have values of arguments in them. */
export function maskedExplanation(explanation: Explanation, mask: ValueMask): Explanation {
  const shown = ({ message, files, remedy, ...cause }: ExplainedCause): ExplainedCause => ({
    ...cause,
    message: mask.text(message),
    ...(files && { files: { ...files, names: files.names.map((name) => mask.text(name)) } }),
    ...(remedy !== undefined && { remedy: mask.text(remedy) }),
  });
  const steps = explanation.steps.map((step) => ({
    ...step,
    name: mask.text(step.name),
    cause: shown(step.cause),
  }));
  return { ...explanation, steps };
}
