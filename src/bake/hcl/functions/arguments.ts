import { FunctionError } from "../evaluate/function.js";
import { floatToInteger, isInteger } from "../values/big-float.js";

import { numberOf, type Value } from "../values/value.js";

const least = -(2n ** 63n);
const most = 2n ** 63n - 1n;

/** Longest text that a function makes, in UTF-16 units: what would be longer is refused before it is made. */
const maxText = 16 * 1024 * 1024;

/**
 * A number as a whole one that Go's `int` can hold.
 *
 * @throws FunctionError when it is none; `prefix` comes before the reason.
 */
export function integerArgument(value: Value, prefix = "", argument?: number): number {
  const number = numberOf(value);
  const whole = isInteger(number) ? floatToInteger(number) : undefined;
  if (whole === undefined || whole < least || whole > most)
    throw new FunctionError(`${prefix}value must be a whole number, between ${least} and ${most}`, argument);
  return Number(whole);
}

/**
 * Refuses a text that would fill the memory.
 *
 * @throws FunctionError
 */
export function checkTextLength(length: number): void {
  if (length > maxText) throw new FunctionError("the result is too long");
}
