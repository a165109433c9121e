import type { BinaryOperator } from "../syntax/nodes.js";
import { add, divide, modulo, multiply, negate, subtract } from "../values/arithmetic.js";
import { type BigFloat, compareFloats } from "../values/big-float.js";
import { equalValues } from "../values/compare.js";
import { anyType, boolType, numberType, type Type } from "../values/types.js";
import { boolValue, isNull, numberOf, numberValue, unknownValue, type Value } from "../values/value.js";
import { FunctionError } from "./function.js";

/** What an operator does with operands that were converted to its type. */
export interface Operation {
  readonly operands: Type;
  readonly result: Type;
  /** @throws FunctionError for null, NumberError from arithmetic. */
  apply(left: Value, right: Value): Value;
}

function arithmetic(compute: (a: BigFloat, b: BigFloat) => BigFloat): Operation {
  return {
    operands: numberType,
    result: numberType,
    apply: (left, right) => numberValue(compute(numberOf(notNull(left)), numberOf(notNull(right)))),
  };
}

function comparison(test: (order: number) => boolean): Operation {
  return {
    operands: numberType,
    result: boolType,
    apply: (left, right) => boolValue(test(compareFloats(numberOf(notNull(left)), numberOf(notNull(right))))),
  };
}

function logic(test: (a: boolean, b: boolean) => boolean): Operation {
  return {
    operands: boolType,
    result: boolType,
    apply: (left, right) => boolValue(test(notNull(left).data === true, notNull(right).data === true)),
  };
}

function equality(wanted: boolean): Operation {
  return {
    operands: anyType,
    result: boolType,
    apply: (left, right) => {
      const equal = equalValues(left, right);
      return equal === undefined ? unknownValue(boolType) : boolValue(equal === wanted);
    },
  };
}

function notNull(value: Value): Value {
  if (isNull(value)) throw new FunctionError("argument must not be null");
  return value;
}

/** The operators with two operands. */
export const binaryOperations: Readonly<Record<BinaryOperator, Operation>> = {
  "||": logic((a, b) => a || b),
  "&&": logic((a, b) => a && b),
  "==": equality(true),
  "!=": equality(false),
  "<": comparison((order) => order < 0),
  ">": comparison((order) => order > 0),
  "<=": comparison((order) => order <= 0),
  ">=": comparison((order) => order >= 0),
  "+": arithmetic(add),
  "-": arithmetic(subtract),
  "*": arithmetic(multiply),
  "/": arithmetic(divide),
  "%": arithmetic(modulo),
};

/** The operators with one operand, which is given as `left`. */
export const unaryOperations: Readonly<Record<"-" | "!", Operation>> = {
  "-": arithmetic((a) => negate(a)),
  "!": logic((a) => !a),
};
