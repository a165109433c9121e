/**
 * A value of a Compose file. Whole numbers are bigints and decimal ones numbers, because Go prints them differently;
 * mappings are maps, in which no key is special. Values are never changed, so that aliases may share them.
 */
export type ComposeValue =
  | string
  | bigint
  | number
  | boolean
  | null
  | YamlTime
  | readonly ComposeValue[]
  | ComposeMap;

/** A mapping of a Compose file. */
export type ComposeMap = ReadonlyMap<string, ComposeValue>;

/** A date or time, kept as the text that Go prints for it. */
export class YamlTime {
  constructor(readonly text: string) {}
}

/** True for a mapping. */
export function isMap(value: ComposeValue | undefined): value is ComposeMap {
  return value instanceof Map;
}

/** True for a sequence. */
export function isList(value: ComposeValue | undefined): value is readonly ComposeValue[] {
  return Array.isArray(value);
}

/** What Go's fmt prints for a value; how Compose turns numbers and booleans into texts. */
export function goText(value: ComposeValue): string {
  if (value === null) return "<nil>";
  if (typeof value === "number") return goFloat(value);
  if (value instanceof YamlTime) return value.text;
  if (isList(value)) return `[${value.map(goText).join(" ")}]`;
  if (isMap(value))
    return `map[${sortedEntries(value)
      .map(([key, item]) => `${key}:${goText(item)}`)
      .join(" ")}]`;
  return String(value);
}

/** Go's name of a value's type, which Compose's messages show. */
export function goType(value: ComposeValue | undefined): string {
  if (value === null || value === undefined) return "<nil>";
  if (typeof value === "bigint") return value > 0x7fff_ffff_ffff_ffffn ? "uint64" : "int";
  if (typeof value === "number") return "float64";
  if (typeof value === "boolean") return "bool";
  if (value instanceof YamlTime) return "time.Time";
  if (isList(value)) return "[]interface {}";
  return isMap(value) ? "map[string]interface {}" : "string";
}

/** The entries of a mapping in the order of their keys. */
export function sortedEntries(map: ComposeMap): [string, ComposeValue][] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** A float as Go's `%v` has it: the shortest digits, with an exponent below 0.0001 and from a million on. */
function goFloat(value: number): string {
  if (!Number.isFinite(value)) return nonFinite(value);
  if (value === 0) return Object.is(value, -0) ? "-0" : "0";
  const [mantissa = "", exponent = "0"] = value.toExponential().split("e");
  const power = Number(exponent);
  if (power >= -4 && power < 6) return String(value);
  return `${mantissa}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
}

/** Go's text for infinity and NaN. */
export function nonFinite(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  return value > 0 ? "+Inf" : "-Inf";
}
