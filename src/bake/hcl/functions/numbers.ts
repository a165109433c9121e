import { quoteGo } from "../../../util/go-quote.js";
import { define, FunctionError, type HclFunction, parameter } from "../evaluate/function.js";
import {
  absolute,
  add,
  divide,
  maximum,
  minimum,
  modulo,
  multiply,
  negate,
  subtract,
  toWhole,
} from "../values/arithmetic.js";
import {
  type BigFloat,
  floatFromDouble,
  floatFromInteger,
  floatToDouble,
  floatToInteger,
  infinity,
  isInteger,
} from "../values/big-float.js";
import { anyType, numberType, typeName } from "../values/types.js";
import { integerValue, numberOf, numberValue, textOf, type Value } from "../values/value.js";
import { integerArgument } from "./arguments.js";

function unary(name: string, compute: (a: BigFloat) => BigFloat): HclFunction {
  return define([parameter(name, numberType)], (a) => numberValue(compute(numberOf(given(a)))));
}

function binary(compute: (a: BigFloat, b: BigFloat) => BigFloat): HclFunction {
  return define([parameter("a", numberType), parameter("b", numberType)], (a, b) =>
    numberValue(compute(numberOf(given(a)), numberOf(given(b)))),
  );
}

function doubles(second: string, compute: (a: number, b: number) => number): HclFunction {
  return define([parameter("num", numberType), parameter(second, numberType)], (a, b) =>
    numberValue(floatFromDouble(compute(toDouble(given(a)), toDouble(given(b))))),
  );
}

function given(value: Value | undefined): Value {
  if (value === undefined) throw new FunctionError("wrong number of arguments");
  return value;
}

function toDouble(value: Value): number {
  const number = numberOf(value);
  const double = floatToDouble(number);
  if (!number.infinite && !Number.isFinite(double)) {
    const most = `${BigInt(Number.MAX_VALUE)}.000000`;
    throw new FunctionError(`value must be between -${most} and ${most} inclusive`);
  }
  return double;
}

function extreme(start: BigFloat, choose: (a: BigFloat, b: BigFloat) => BigFloat): HclFunction {
  return define(
    [],
    (...numbers) => {
      if (numbers.length === 0) throw new FunctionError("must pass at least one number");
      return numberValue(numbers.map(numberOf).reduce(choose, start));
    },
    parameter("numbers", numberType),
  );
}

function truncate(a: BigFloat): BigFloat {
  if (isInteger(a)) return a;
  const whole = floatToInteger(a);
  if (whole === undefined) throw new FunctionError("can't truncate infinity to an integer");
  return floatFromInteger(whole);
}

const letters = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** The integer that a text is in a base; letters of either case mean the same up to base 36. */
function parseInteger(text: string, base: number): bigint | undefined {
  const match = /^([+-]?)([0-9a-zA-Z]+)$/.exec(text);
  if (match === null || text.length > 20_000) return undefined;
  const digits = base <= 36 ? (match[2] ?? "").toLowerCase() : (match[2] ?? "");
  let value = 0n;
  for (const digit of digits) {
    const number = letters.indexOf(digit);
    if (number >= base) return undefined;
    value = value * BigInt(base) + BigInt(number);
  }
  return match[1] === "-" ? -value : value;
}

const parseint = define([parameter("number", anyType), parameter("base", numberType)], (text, base) => {
  const number = given(text);
  if (number.type.kind !== "string")
    throw new FunctionError(`first argument must be a string, not ${typeName(number.type)}`, 0);
  const radix = integerArgument(given(base), "", 1);
  if (radix < 2 || radix > 62)
    throw new FunctionError("base must be a whole number between 2 and 62 inclusive", 1);
  const parsed = parseInteger(textOf(number), radix);
  if (parsed === undefined)
    throw new FunctionError(`cannot parse ${quoteGo(textOf(number))} as a base ${radix} integer`, 0);
  return integerValue(parsed);
});

const signum = define([parameter("num", numberType)], (a) =>
  integerValue(Math.sign(integerArgument(given(a)))),
);

/** Functions of numbers. */
export const numberFunctions: Readonly<Record<string, HclFunction>> = {
  absolute: unary("num", absolute),
  add: binary(add),
  ceil: unary("num", (a) => toWhole(a, true)),
  divide: binary(divide),
  floor: unary("num", (a) => toWhole(a, false)),
  int: unary("num", truncate),
  log: doubles("base", (a, b) => Math.log(a) / Math.log(b)),
  max: extreme(infinity(true), maximum),
  min: extreme(infinity(false), minimum),
  modulo: binary(modulo),
  multiply: binary(multiply),
  negate: unary("num", negate),
  parseint,
  pow: doubles("power", (a, b) => a ** b),
  signum,
  subtract: binary(subtract),
};
