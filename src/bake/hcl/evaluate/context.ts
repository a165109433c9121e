import type { Diagnostic } from "../syntax/diagnostics.js";
import type { Expression, SplatItem } from "../syntax/nodes.js";
import type { SourceRange } from "../syntax/positions.js";
import type { Value } from "../values/value.js";
import type { Evaluated } from "./function.js";
import type { Scope } from "./scope.js";

/** What evaluating one expression needs, and where it notes what is wrong. */
export interface Context {
  readonly scope: Scope;
  readonly diagnostics: Diagnostic[];
  /** The elements that splats are at. */
  readonly items: Map<SplatItem, Value>;
  /** The value of an expression; unknown when something in it is wrong. */
  evaluate(expression: Expression, context: Context): Value;
}

/** Notes an error. */
export function wrong(context: Context, summary: string, detail: string, subject: SourceRange): void {
  context.diagnostics.push({ summary, detail, subject });
}

/** Evaluates with diagnostics of its own, so that the caller can decide whether they count. */
export function evaluateApart(expression: Expression, context: Context): Evaluated {
  const diagnostics: Diagnostic[] = [];
  return { value: context.evaluate(expression, { ...context, diagnostics }), diagnostics };
}

/** The message of an error that values throw: conversions, arithmetic, sizes, functions. Anything else is thrown on. */
export function valueErrorMessage(error: unknown): string {
  if (
    error instanceof Error &&
    !(error instanceof RangeError) &&
    !(error instanceof TypeError) &&
    !("code" in error)
  )
    return error.message;
  throw error;
}
