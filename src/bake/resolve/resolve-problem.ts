import { isSlipwayError } from "../../errors/index.js";
import { HclError, type SourceRange } from "../hcl/index.js";

/** Something wrong in a definition whose place only the caller knows. */
export class ResolveProblem extends Error {}

/** A variable or function that nobody defined; where it may be missing, evaluating says so better. */
export class UndefinedName extends ResolveProblem {
  constructor(what: string) {
    super(`${what} does not exist: undefined`);
  }
}

/** The error with the place that it is about, unless it has one. What no definition can cause stays as it is. */
export function located(error: unknown, summary: string, subject: SourceRange | undefined): unknown {
  if (error instanceof HclError) return error;
  if (error instanceof RangeError) {
    const detail = "Expressions and references are nested too deeply.";
    return new HclError([{ summary: "Evaluation limit exceeded", detail, subject }]);
  }
  if (!(error instanceof ResolveProblem) && !isSlipwayError(error)) return error;
  return new HclError([{ summary, detail: error.message, subject }]);
}
