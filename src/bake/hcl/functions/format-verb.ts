import { quoteGo } from "../../../util/go-quote.js";
import { FunctionError } from "../evaluate/function.js";
import { graphemeCount, graphemes } from "../syntax/positions.js";
import { type BigFloat, floatToInteger, isInteger } from "../values/big-float.js";
import { ConversionError } from "../values/conversion.js";
import { convert } from "../values/convert.js";
import {
  exactDecimal,
  generalNotation,
  plainNotation,
  roundDecimal,
  scientificNotation,
} from "../values/float-text.js";
import { toJson } from "../values/json-text.js";
import { boolType, numberType, stringType, type Type } from "../values/types.js";
import { isNull, numberOf, stringValue, textOf, type Value } from "../values/value.js";
import { checkTextLength } from "./arguments.js";

/** One verb of a format. */
export interface Verb {
  readonly raw: string;
  /** In bytes. */
  readonly offset: number;
  readonly flags: string;
  readonly width: number | undefined;
  readonly precision: number | undefined;
  /** From 1. */
  readonly argument: number;
  readonly mode: string;
}

/**
 * One value as its verb says.
 *
 * @throws FunctionError when the value does not fit.
 */
export function formatVerb(verb: Verb, value: Value): string {
  checkTextLength((verb.width ?? 0) + (verb.precision ?? 0));
  const { mode } = verb;
  if (mode !== "v" && isNull(value)) throw unsupported(verb, "null value cannot be formatted");
  if (mode === "v") return padded(verb, asIs(verb, value));
  if (mode === "t") return String(as(boolType, verb, value).data);
  if ("bdoxX".includes(mode)) return integer(verb, numberOf(as(numberType, verb, value)));
  if ("eEfgG".includes(mode)) return float(verb, numberOf(as(numberType, verb, value)));
  if (mode === "s" || mode === "q") return text(verb, textOf(as(stringType, verb, value)));
  throw new FunctionError(
    `unsupported format verb '${mode}' in ${quoteGo(verb.raw)} at offset ${verb.offset}`,
  );
}

function unsupported(verb: Verb, reason: string): FunctionError {
  return new FunctionError(`unsupported value for ${quoteGo(verb.raw)} at ${verb.offset}: ${reason}`);
}

function as(type: Type, verb: Verb, value: Value): Value {
  try {
    return convert(value, type);
  } catch (error) {
    if (error instanceof ConversionError) throw unsupported(verb, error.message);
    throw error;
  }
}

function asIs(verb: Verb, value: Value): string {
  if (!verb.flags.includes("#") && !isNull(value)) {
    if (value.type.kind === "string") return textOf(value);
    if (value.type.kind === "number") return general(numberOf(value));
  }
  try {
    return toJson(value);
  } catch (error) {
    if (error instanceof ConversionError) throw unsupported(verb, error.message);
    throw error;
  }
}

function general(number: BigFloat): string {
  if (number.infinite) return number.negative ? "-Inf" : "+Inf";
  return `${number.negative ? "-" : ""}${generalNotation(number, -1)}`;
}

function text(verb: Verb, value: string): string {
  const { precision } = verb;
  const cut =
    precision !== undefined && precision > 0 ? graphemes(value).slice(0, precision).join("") : value;
  return padded(verb, verb.mode === "q" ? toJson(stringValue(cut)) : cut);
}

/** Filled up to the width, which counts characters as a reader does. */
function padded({ width, flags }: Verb, value: string): string {
  const missing = (width ?? -1) - graphemeCount(value);
  if (missing <= 0) return value;
  const fill = (flags.includes("0") ? "0" : " ").repeat(missing);
  return flags.includes("-") ? value + fill : fill + value;
}

const bases: Readonly<Record<string, number>> = { b: 2, o: 8, d: 10, x: 16, X: 16 };
const prefixes: Readonly<Record<string, string>> = { b: "0b", o: "0", x: "0x", X: "0X" };

function integer(verb: Verb, number: BigFloat): string {
  const whole = isInteger(number) ? floatToInteger(number) : undefined;
  if (whole === undefined) throw unsupported(verb, "an integer is required");
  const magnitude = whole < 0n ? -whole : whole;
  let digits = magnitude.toString(bases[verb.mode] ?? 10);
  if (verb.mode === "X") digits = digits.toUpperCase();
  if (verb.precision !== undefined) {
    digits = digits.padStart(verb.precision, "0");
    if (verb.precision === 0 && magnitude === 0n) digits = "";
  }
  const prefix = verb.flags.includes("#") ? (prefixes[verb.mode] ?? "") : "";
  return numeric(verb, sign(verb, whole < 0n) + prefix, digits, verb.precision === undefined);
}

function float(verb: Verb, number: BigFloat): string {
  if (number.infinite) return numeric(verb, number.negative ? "-" : "+", "Inf", false);
  return numeric(verb, sign(verb, number.negative), floatDigits(verb, number), true);
}

function floatDigits({ mode, precision }: Verb, number: BigFloat): string {
  const mark = mode === "E" || mode === "G" ? "E" : "e";
  if (mode === "g" || mode === "G") return generalNotation(number, precision ?? -1, mark);
  const places = precision ?? 6;
  const exact = exactDecimal(number.mantissa, number.exponent);
  if (mode === "f") return plainNotation(roundDecimal(exact, exact.point + places), places);
  return scientificNotation(roundDecimal(exact, places + 1), places, mark);
}

function sign({ flags }: Verb, negative: boolean): string {
  if (negative) return "-";
  return flags.includes("+") ? "+" : flags.includes(" ") ? " " : "";
}

/** Filled up to the width: with zeros behind the sign if asked for, else with spaces on one side. */
function numeric({ flags, width = 0 }: Verb, lead: string, digits: string, zeros: boolean): string {
  const missing = Math.max(0, width - lead.length - digits.length);
  if (flags.includes("-")) return lead + digits + " ".repeat(missing);
  if (flags.includes("0") && zeros) return lead + "0".repeat(missing) + digits;
  return " ".repeat(missing) + lead + digits;
}
