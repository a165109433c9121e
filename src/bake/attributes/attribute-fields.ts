import { parseCsvLine } from "../../util/csv.js";
import { parseGoBool } from "../../util/go-bool.js";
import { quoteGo } from "../../util/go-quote.js";
import { definitionError } from "./definition-error.js";

/** One field of a comma list: its key as written, its value, and the whole field for messages. */
export interface AttributeField {
  readonly key: string;
  readonly value: string;
  readonly field: string;
}

/**
 * Splits the text form of an attribute (`type=registry,ref=x`) by CSV rules.
 *
 * @throws SlipwayError `invalid-argument` with `invalid value FIELD` for a field without `=`, and for broken quoting.
 */
export function attributeFields(text: string): AttributeField[] {
  return parseCsvLine(text).map((field) => {
    const equals = field.indexOf("=");
    if (equals === -1) throw definitionError(`invalid value ${field}`);
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
  throw definitionError(
    `invalid value ${field}: strconv.ParseBool: parsing ${quoteGo(value)}: invalid syntax`,
  );
}

/** Names and texts, in which no name is special. */
export type AttributeMap = Readonly<Record<string, string>>;

/** A record of these entries; unlike assignment it also takes a name such as `__proto__`. */
export function attributeMap(entries: Iterable<readonly [string, string]>): AttributeMap {
  return Object.fromEntries(entries);
}

/** Two maps have the same text exactly when they are equal. */
export function mapKey(map: AttributeMap): string {
  return JSON.stringify(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)));
}
