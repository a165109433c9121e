import { isError, SlipwayError } from "../../errors/index.js";
import { parseCsvLine } from "../../util/csv.js";
import { parseGoBool } from "../../util/go-bool.js";
import { quoteGo } from "../../util/go-quote.js";
import {
  boolValue,
  floatFromDouble,
  fromJsonAs,
  isPrimitive,
  listValue,
  mapValue,
  numberValue,
  setValue,
  stringValue,
  type Type,
  tupleValue,
  typeName,
  type Value,
} from "../hcl/index.js";
import { ResolveProblem } from "./resolve-problem.js";

/** A text from outside that takes the place of a variable's default. */
export interface OverrideText {
  readonly text: string;
  /** It was given as `NAME_JSON`. */
  readonly json: boolean;
}

/** What a variable says about its type. */
export interface VariableType {
  /** The type that its definition names; undefined where it names none. */
  readonly declared: Type | undefined;
  /** The value of its default; undefined where it has none. */
  readonly fallback: Value | undefined;
}

/**
 * The value that a text stands for.
 *
 * @throws ResolveProblem where it is none of the variable's type.
 */
export function overrideValue(
  name: string,
  { text, json }: OverrideText,
  { declared, fallback }: VariableType,
): Value {
  if (declared !== undefined) {
    if (json) return step(`failed to convert variable ${name} from JSON`, () => fromJsonAs(text, declared));
    if (["list", "set", "tuple", "map"].includes(declared.kind)) {
      return step(`failed to convert variable ${name} from CSV`, () => csvValue(name, text, declared));
    }
    if (isPrimitive(declared)) return primitiveValue(name, text, declared);
    throw new ResolveProblem(`unsupported type ${typeName(declared)} for variable ${name}`);
  }
  const type = fallback?.type;
  if (type === undefined || type.kind === "any") return stringValue(text);
  if (isPrimitive(type)) return primitiveValue(name, text, type);
  throw new ResolveProblem(`unsupported type ${typeName(type)} for variable ${name}`);
}

function step<T>(what: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const reason = isError(error) ? error.message : String(error);
    throw new ResolveProblem(`${what}: ${reason}`, { cause: error });
  }
}

function primitiveValue(name: string, text: string, type: Type): Value {
  if (type.kind === "string") return stringValue(text);
  if (type.kind === "bool") {
    const flag = parseGoBool(text);
    if (flag !== undefined) return boolValue(flag);
    const reason = `strconv.ParseBool: parsing ${quoteGo(text)}: invalid syntax`;
    throw new ResolveProblem(`failed to parse ${name} as bool: ${reason}`);
  }
  return numberValue(floatFromDouble(parseGoFloat(name, text)));
}

const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const HEXADECIMAL = /^([+-]?)0x([\da-f]*)\.?([\da-f]*)p([+-]?\d+)$/i;
const INFINITE = /^([+-]?inf(inity)?|nan)$/i;

function parseGoFloat(name: string, text: string): number {
  const wrong = (reason: string) => new ResolveProblem(`failed to parse ${name} as number: ${reason}`);
  if (INFINITE.test(text)) throw wrong("invalid number value");
  const [, sign = "", whole = "", part = "", exponent = "0"] = HEXADECIMAL.exec(text) ?? [];
  const hexadecimal = whole + part;
  if (hexadecimal !== "") {
    const size = Number(`0x${hexadecimal}`) * 2 ** (Number(exponent) - 4 * part.length);
    return sign === "-" ? -size : size;
  }
  if (!DECIMAL.test(text)) throw wrong(`strconv.ParseFloat: parsing ${quoteGo(text)}: invalid syntax`);
  const number = Number(text);
  if (Number.isFinite(number)) return number;
  throw wrong(`strconv.ParseFloat: parsing ${quoteGo(text)}: value out of range`);
}

function csvValue(name: string, text: string, type: Type): Value {
  const fields = csvFields(text, `failed to parse ${text} as CSV`);
  const unsupported = () => new ResolveProblem(`unsupported type ${typeName(type)} for CSV specification`);
  const convertTo = (element: Type, field: string, word = "of") =>
    step(`failed to parse element ${word} type ${typeName(type)}`, () =>
      primitiveValue(name, field, element),
    );
  if (type.kind === "tuple") {
    const { elements } = type;
    if (elements.length !== fields.length) {
      throw new ResolveProblem(
        `${typeName(type)} expects ${elements.length} elements but only ${fields.length} provided`,
      );
    }
    const values = elements.map((element, at) => {
      if (!isPrimitive(element)) throw unsupported();
      return convertTo(element, fields[at] ?? "");
    });
    return tupleValue(values);
  }
  if (type.kind !== "list" && type.kind !== "set" && type.kind !== "map") throw unsupported();
  const { element } = type;
  if (!isPrimitive(element)) throw unsupported();
  if (type.kind === "map") {
    const entries = fields.map((field): [string, Value] => {
      const [key, value] = keyAndValue(name, field);
      return [key, convertTo(element, value, "from")];
    });
    return mapValue(new Map(entries), element);
  }
  const values = fields.map((field) => convertTo(element, field));
  return type.kind === "list" ? listValue(values, element) : setValue(values, element);
}

function csvFields(text: string, what: string): string[] {
  try {
    return parseCsvLine(text);
  } catch (error) {
    throw new ResolveProblem(`${what}: ${SlipwayError.from(error).message}`, { cause: error });
  }
}

/** `key:value`, in which quotes work as in a comma list. */
function keyAndValue(name: string, field: string): [key: string, value: string] {
  const swapped = field.replace(/[:,]/g, (mark) => (mark === ":" ? "," : ":"));
  const pieces = csvFields(swapped, `failed to parse ${field} as k/v for variable ${name}`);
  const [key, value] = pieces.map((piece) => piece.replace(/[:,]/g, (mark) => (mark === ":" ? "," : ":")));
  if (key === undefined || value === undefined || pieces.length !== 2) {
    throw new ResolveProblem(`expected one k/v pair but got ${pieces.length} pieces from ${field}`);
  }
  return [key, value];
}
