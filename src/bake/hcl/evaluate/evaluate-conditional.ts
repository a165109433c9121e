import type { Conditional } from "../syntax/nodes.js";
import { rangeBetween } from "../syntax/positions.js";
import { commonType, findConversion } from "../values/conversion.js";
import { convert } from "../values/convert.js";
import { anyType, boolType, sameType, type Type } from "../values/types.js";
import { isKnown, isNull, unknownValue, type Value } from "../values/value.js";
import { type Context, evaluateApart, valueErrorMessage, wrong } from "./context.js";
import { describeMismatch } from "./describe-mismatch.js";

/** Evaluates `? :`. Both results are evaluated, for their common type; errors count only in the one that is taken. */
export function evaluateConditional(node: Conditional, context: Context): Value {
  const yes = evaluateApart(node.whenTrue, context);
  const no = evaluateApart(node.whenFalse, context);
  const type = resultType(yes.value, no.value);
  if (type === undefined) {
    wrong(
      context,
      "Inconsistent conditional result types",
      `The true and false result expressions must have consistent types. ${describeMismatch(yes.value.type, no.value.type)}.`,
      rangeBetween(node.whenTrue.range, node.whenFalse.range),
    );
    return unknownValue();
  }
  const truth = evaluateCondition(node, context);
  if (truth === undefined) return unknownValue(type);
  const taken = truth ? yes : no;
  context.diagnostics.push(...taken.diagnostics);
  if (type.kind === "any" || sameType(taken.value.type, type)) return taken.value;
  try {
    const conversion = findConversion(taken.value.type, type, true);
    return conversion === undefined ? unknownValue(type) : conversion(taken.value);
  } catch (error) {
    wrong(
      context,
      "Inconsistent conditional result types",
      `The ${truth} result value has the wrong type: ${valueErrorMessage(error)}.`,
      (truth ? node.whenTrue : node.whenFalse).range,
    );
    return unknownValue(type);
  }
}

function resultType(yes: Value, no: Value): Type | undefined {
  if (isNull(yes) && yes.type.kind === "any") return no.type;
  if (isNull(no) && no.type.kind === "any") return yes.type;
  if (yes.type.kind === "any" || no.type.kind === "any") return anyType;
  return commonType([yes.type, no.type]);
}

function evaluateCondition({ condition }: Conditional, context: Context): boolean | undefined {
  const value = context.evaluate(condition, context);
  if (isNull(value)) {
    wrong(
      context,
      "Null condition",
      "The condition value is null. Conditions must either be true or false.",
      condition.range,
    );
    return undefined;
  }
  if (!isKnown(value)) return undefined;
  try {
    return convert(value, boolType).data === true;
  } catch (error) {
    valueErrorMessage(error);
    wrong(
      context,
      "Incorrect condition type",
      "The condition expression must be of type bool.",
      condition.range,
    );
    return undefined;
  }
}
