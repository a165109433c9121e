export { type ExplainOptions, explain } from "./explain.js";
export type {
  BuildExplanation,
  Cause,
  CauseKind,
  Certainty,
  FileChanges,
  StepExplanation,
} from "./result/explanation.js";
