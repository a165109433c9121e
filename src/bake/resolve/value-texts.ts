import {
  ConversionError,
  convert,
  elementsOf,
  entriesOf,
  isKnown,
  isNull,
  type Type,
  textOf,
  type Value,
} from "../hcl/index.js";

/** The value as one of a type; neither unknown nor, unless `nullable`, null. */
export function asType(value: Value, type: Type, nullable: boolean): Value {
  const converted = convert(value, type);
  if (!isKnown(converted)) throw new ConversionError("value must be known");
  if (isNull(converted) && !nullable) throw new ConversionError("null value is not allowed");
  return converted;
}

/** The text of a string that is there. */
export function textIn(value: Value): string {
  const text = optionalTextIn(value);
  if (text === null) throw new ConversionError("null value is not allowed");
  return text;
}

/** The text of a string, or null. */
export function optionalTextIn(value: Value): string | null {
  if (!isKnown(value)) throw new ConversionError("value must be known");
  return isNull(value) ? null : textOf(value);
}

/** The texts of a list. */
export function textsIn(list: Value): string[] {
  return elementsOf(list).map(textIn);
}

/** The texts of a map. */
export function textMapIn(map: Value): Record<string, string> {
  return Object.fromEntries([...entriesOf(map)].map(([name, value]) => [name, textIn(value)]));
}

/** The texts of a map, null where there is none. */
export function optionalTextMapIn(map: Value): Record<string, string | null> {
  return Object.fromEntries([...entriesOf(map)].map(([name, value]) => [name, optionalTextIn(value)]));
}

/** The texts of a map, without those that are not known. */
export function knownTextMapIn(map: Value): Record<string, string> {
  return textMapIn({ ...map, data: new Map([...entriesOf(map)].filter(([, value]) => isKnown(value))) });
}
