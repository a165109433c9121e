import { define, type HclFunction, parameter } from "../evaluate/function.js";
import { binaryOperations } from "../evaluate/operators.js";
import type { BinaryOperator } from "../syntax/nodes.js";
import { boolType } from "../values/types.js";
import { boolValue, nullValue } from "../values/value.js";

/** An operator as a function. */
function operation(operator: BinaryOperator): HclFunction {
  const { operands, apply } = binaryOperations[operator];
  const nullable = operator === "==" || operator === "!=";
  return define(
    [parameter("a", operands, nullable), parameter("b", operands, nullable)],
    (a = nullValue(), b = nullValue()) => apply(a, b),
  );
}

/** Logic and comparison. */
export const logicFunctions: Readonly<Record<string, HclFunction>> = {
  and: operation("&&"),
  equal: operation("=="),
  greaterthan: operation(">"),
  greaterthanorequalto: operation(">="),
  lessthan: operation("<"),
  lessthanorequalto: operation("<="),
  not: define([parameter("val", boolType)], (a) => boolValue(a?.data !== true)),
  notequal: operation("!="),
  or: operation("||"),
};
