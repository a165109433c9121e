export { explain } from "./explain.js";
export type {
  BuildExplanation,
  Cause,
  CauseKind,
  Certainty,
  FileChanges,
  StepExplanation,
} from "./explanation.js";
export { formatExplanation, rebuildHint } from "./format/format-explanation.js";
