import type { Binary, Expression, Unary } from "../syntax/nodes.js";
import { convert } from "../values/convert.js";
import { boolType } from "../values/types.js";
import { falseValue, isKnown, isNull, trueValue, unknownValue, type Value } from "../values/value.js";
import { type Context, evaluateApart, valueErrorMessage, wrong } from "./context.js";
import type { Evaluated } from "./function.js";
import { binaryOperations, type Operation, unaryOperations } from "./operators.js";

/** Evaluates an operation. Long chains such as `a + b + c …` are worked off from the left, without recursion. */
export function evaluateBinary(node: Binary, context: Context): Value {
  const chain: Binary[] = [];
  let first: Expression = node;
  for (; first.kind === "binary"; first = first.left) chain.push(first);
  let left = evaluateApart(first, context);
  for (const link of chain.reverse()) {
    context.scope.budget.spend(1, link.range);
    left = combine(link, left, evaluateApart(link.right, context), context);
  }
  context.diagnostics.push(...left.diagnostics);
  return left.value;
}

function combine(node: Binary, left: Evaluated, right: Evaluated, outer: Context): Evaluated {
  const operation = binaryOperations[node.operator];
  const context: Context = { ...outer, diagnostics: [] };
  const { diagnostics } = context;
  const a = operand(left.value, node.left, "left", operation, context);
  const b = operand(right.value, node.right, "right", operation, context);
  const before = [...left.diagnostics, ...right.diagnostics];
  if (a === undefined || b === undefined)
    return { value: unknownValue(operation.result), diagnostics: [...diagnostics, ...before] };
  if (node.operator === "||" || node.operator === "&&") {
    const forced = shortCircuit(node.operator === "||", a, b, left, right);
    if (forced !== undefined) return forced;
  }
  if (before.length > 0) return { value: unknownValue(operation.result), diagnostics: before };
  return { value: apply(operation, a, b, node, context), diagnostics };
}

function operand(
  value: Value,
  node: Expression,
  which: string,
  operation: Operation,
  context: Context,
): Value | undefined {
  try {
    return convert(value, operation.operands);
  } catch (error) {
    const detail = `Unsuitable value for ${which} operand: ${valueErrorMessage(error)}.`;
    wrong(context, "Invalid operand", detail, node.range);
    return undefined;
  }
}

/** One side that decides the result hides what is wrong with the other. */
function shortCircuit(
  deciding: boolean,
  a: Value,
  b: Value,
  left: Evaluated,
  right: Evaluated,
): Evaluated | undefined {
  const result = deciding ? trueValue : falseValue;
  if (a.data === deciding) return { value: result, diagnostics: left.diagnostics };
  if (b.data === deciding) return { value: result, diagnostics: right.diagnostics };
  const open = unknownValue(boolType);
  if (!isKnown(a) && !isKnown(b))
    return left.diagnostics.length > 0 ? undefined : { value: open, diagnostics: left.diagnostics };
  if (!isKnown(a) && !isNull(b)) return { value: open, diagnostics: left.diagnostics };
  if (!isKnown(b) && !isNull(a)) return { value: open, diagnostics: right.diagnostics };
  return undefined;
}

function apply(operation: Operation, a: Value, b: Value, node: Expression, context: Context): Value {
  if (!isKnown(a) || !isKnown(b)) return unknownValue(operation.result);
  try {
    return operation.apply(a, b);
  } catch (error) {
    const detail = `Error during operation: ${valueErrorMessage(error)}.`;
    wrong(context, "Operation failed", detail, node.range);
    return unknownValue(operation.result);
  }
}

/** Evaluates `-operand` and `!operand`. */
export function evaluateUnary(node: Unary, context: Context): Value {
  const operation = unaryOperations[node.operator];
  const before = context.diagnostics.length;
  const value = context.evaluate(node.operand, context);
  const converted = operand(value, node.operand, "unary", operation, context);
  if (converted === undefined || context.diagnostics.length > before) return unknownValue(operation.result);
  return apply(operation, converted, converted, node, context);
}
