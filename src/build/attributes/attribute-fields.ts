import { SlipwayError } from "../../errors/index.js";
import { parseCsvLine } from "../../util/csv.js";
import { parseGoBool } from "../../util/go-bool.js";
import { quoteGo } from "../../util/go-quote.js";
import { either, flag, number, record, text } from "../../util/options/index.js";

/** One field of a comma list: its key as written, its value, and the whole field for messages. */
export interface AttributeField {
  readonly key: string;
  readonly value: string;
  readonly field: string;
}

/** A mistake in the text form of an attribute. */
export function attributeError(message: string, cause?: unknown): SlipwayError {
  return new SlipwayError("invalid-argument", message, { cause });
}

/**
 * Splits the text form of an attribute (`type=registry,ref=x`) by CSV rules.
 *
 * @throws SlipwayError `invalid-argument` with `invalid value FIELD` for a field without `=`, and for broken quoting.
 */
export function attributeFields(text: string): AttributeField[] {
  return parseCsvLine(text).map((field) => {
    const equals = field.indexOf("=");
    if (equals === -1) throw attributeError(`invalid value ${field}`);
    return { key: field.slice(0, equals), value: field.slice(equals + 1), field };
  });
}

/**
 * The boolean a field holds.
 *
 * @throws SlipwayError `invalid-argument` in Go's words.
 */
export function booleanField({ value, field }: AttributeField): boolean {
  const flag = parseGoBool(value);
  if (flag !== undefined) return flag;
  throw attributeError(
    `invalid value ${field}: strconv.ParseBool: parsing ${quoteGo(value)}: invalid syntax`,
  );
}

/** Names and texts, in which no name is special. */
export type AttributeMap = Readonly<Record<string, string>>;

/** A record of these entries; unlike assignment it also takes a name such as `__proto__`. */
export function attributeMap(entries: Iterable<readonly [string, string]>): AttributeMap {
  return Object.fromEntries(entries);
}

/** Attributes given by code: numbers and booleans stand for their text. */
export type AttributeValues = Readonly<Record<string, string | number | boolean>>;

/** {@link AttributeValues}, described. */
export const attributeValues = record<string | number | boolean>(
  either(text, number, flag),
  "an object of strings, numbers and booleans by name",
);

/** The text of what is given: those with a name of their own win over `attrs`. */
export function attributesOf(
  named: Readonly<Record<string, string | number | boolean | undefined>>,
  attrs: AttributeValues = {},
): AttributeMap {
  const entries = Object.entries({ ...attrs, ...definedOnly(named) });
  return attributeMap(entries.map(([key, value]) => [key, String(value)]));
}

function definedOnly(
  values: Readonly<Record<string, string | number | boolean | undefined>>,
): AttributeValues {
  return Object.fromEntries(
    Object.entries(values).flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const])),
  );
}
