import { quoteGo } from "../../../util/go-quote.js";
import type { Diagnostic } from "../syntax/diagnostics.js";
import type { TraversalStep } from "../syntax/nodes.js";
import type { SourceRange } from "../syntax/positions.js";
import { compareFloats, floatFromInteger, floatSign, floatToDouble, isInteger } from "../values/big-float.js";
import { ConversionError } from "../values/conversion.js";
import { convert } from "../values/convert.js";
import { isPrimitive, numberType, stringType, typeName } from "../values/types.js";
import {
  elementsOf,
  entriesOf,
  isKnown,
  isNull,
  lengthOf,
  numberOf,
  textOf,
  unknownValue,
  type Value,
} from "../values/value.js";

/** Goes into a value step by step. What does not exist is noted in `diagnostics`, and the result is unknown. */
export function takeSteps(value: Value, steps: readonly TraversalStep[], diagnostics: Diagnostic[]): Value {
  let current = value;
  for (const step of steps) {
    const before = diagnostics.length;
    current =
      step.kind === "attribute"
        ? takeAttribute(current, step.name, step.range, diagnostics)
        : takeIndex(current, step.key, step.range, diagnostics);
    if (diagnostics.length > before) return unknownValue();
  }
  return current;
}

/** `value.name` */
function takeAttribute(value: Value, name: string, subject: SourceRange, diagnostics: Diagnostic[]): Value {
  const found = isNull(value) ? undefined : entriesOf(value).get(name);
  if (found !== undefined) return found;
  if (!isKnown(value)) return unknownValue();
  diagnostics.push({ ...missingAttribute(value, name), subject });
  return unknownValue();
}

function missingAttribute(value: Value, name: string): Diagnostic {
  if (isNull(value))
    return {
      summary: "Attempt to get attribute from null value",
      detail: "This value is null, so it does not have any attributes.",
    };
  const { type } = value;
  if (type.kind === "map")
    return {
      summary: "Missing map element",
      detail: `This map does not have an element with the key ${quoteGo(name)}.`,
    };
  const summary = "Unsupported attribute";
  if (type.kind === "object")
    return { summary, detail: `This object does not have an attribute named ${quoteGo(name)}.` };
  if (type.kind === "list" && type.element.kind === "object") {
    const what = type.element.attributes.has(name) ? `attribute ${quoteGo(name)}` : "an attribute";
    return {
      summary,
      detail: `Can't access attributes on a list of objects. Did you mean to access ${what} for a specific element of the list, or across all elements of the list?`,
    };
  }
  if (type.kind === "set" && type.element.kind === "object")
    return {
      summary,
      detail:
        "Can't access attributes on a set of objects. Did you mean to access an attribute across all elements of the set?",
    };
  if (isPrimitive(type))
    return { summary, detail: `Can't access attributes on a primitive-typed value (${typeName(type)}).` };
  return { summary, detail: "This value does not have any attributes." };
}

/** `value[key]` */
export function takeIndex(value: Value, key: Value, subject: SourceRange, diagnostics: Diagnostic[]): Value {
  const wrong = (detail: string, summary = "Invalid index") => {
    diagnostics.push({ summary, detail, subject });
    return unknownValue();
  };
  if (isNull(value))
    return wrong("This value is null, so it does not have any indices.", "Attempt to index null value");
  if (isNull(key)) return wrong("Can't use a null value as an indexing key.");
  if (value.type.kind === "any" || key.type.kind === "any") return unknownValue();
  const { kind } = value.type;
  if (kind === "set")
    return wrong(
      "Elements of a set are identified only by their value and don't have any separate index or key to select with, so it's only possible to perform operations across all elements of the set.",
    );
  if (kind !== "list" && kind !== "tuple" && kind !== "map" && kind !== "object")
    return wrong("This value does not have any indices.");
  const sequence = kind === "list" || kind === "tuple";
  let wanted: Value;
  try {
    wanted = convert(key, sequence ? numberType : stringType);
  } catch (error) {
    if (error instanceof ConversionError) return wrong(`${unidentified}: ${error.message}.`);
    throw error;
  }
  if (!isKnown(wanted) || !isKnown(value)) return unknownValue();
  const found = elementAt(value, wanted);
  if (found !== undefined) return found;
  if (sequence) return wrong(`${unidentified}${missingElement(value, wanted)}`);
  const numbered = kind === "object" && key.type.kind === "number";
  return wrong(
    `${unidentified}.${numbered ? " An object only supports looking up attributes by name, not by numeric index." : ""}`,
  );
}

const unidentified = "The given key does not identify an element in this collection value";

/** The element with a key: a number for lists and tuples, a string for maps and objects. */
export function elementAt(value: Value, key: Value): Value | undefined {
  if (key.type.kind === "string") return entriesOf(value).get(textOf(key));
  const index = numberOf(key);
  return isInteger(index) && floatSign(index) >= 0 ? elementsOf(value)[floatToDouble(index)] : undefined;
}

function missingElement(value: Value, key: Value): string {
  const index = numberOf(key);
  if (!isInteger(index))
    return ": indexing a sequence requires a whole number, but the given index has a fractional part.";
  if (floatSign(index) < 0) return ": a negative number is not a valid index for a sequence.";
  if (compareFloats(index, floatFromInteger(lengthOf(value))) > 0) return ".";
  return lengthOf(value) === 0
    ? ": the collection has no elements."
    : ": the given index is greater than or equal to the length of the collection.";
}
