import { isError } from "../../errors/index.js";
import {
  boolType,
  convert,
  type Diagnostic,
  type Evaluated,
  isNull,
  nullValue,
  type Scope,
  textOf,
  throwIfAny,
  tryEvaluate,
} from "../hcl/index.js";
import type { Validation, VariableBlock } from "./read-inputs.js";

/**
 * Checks variables against their own conditions.
 *
 * @throws HclError with every condition that is not met.
 */
export function validateVariables(variables: Iterable<VariableBlock>, scope: Scope): void {
  const diagnostics: Diagnostic[] = [];
  for (const { validations } of variables) {
    for (const validation of validations) diagnostics.push(...failures(validation, scope));
  }
  throwIfAny(diagnostics);
}

const NULL: Evaluated = { value: nullValue(), diagnostics: [] };

function failures(validation: Validation, scope: Scope): readonly Diagnostic[] {
  const { condition, errorMessage, range } = validation;
  const result = condition === undefined ? NULL : tryEvaluate(condition, scope);
  if (result.diagnostics.length > 0) return result.diagnostics;
  const wrong = (summary: string, detail: string) => [
    { summary, detail, subject: condition?.range ?? range },
  ];
  if (isNull(result.value)) {
    return wrong(
      "Invalid condition result",
      "Condition expression must return either true or false, not null.",
    );
  }
  try {
    if (convert(result.value, boolType).data === true) return [];
  } catch (error) {
    const reason = isError(error) ? error.message : String(error);
    return wrong("Invalid condition result", `Invalid condition result value: ${reason}`);
  }
  const message = errorMessage === undefined ? NULL : tryEvaluate(errorMessage, scope);
  if (message.diagnostics.length > 0) return message.diagnostics;
  const text = message.value.type.kind === "string" && !isNull(message.value);
  return wrong(
    "Validation failed",
    text ? textOf(message.value) : "This check failed, but has an invalid error message.",
  );
}
