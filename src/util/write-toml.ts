type Table = Readonly<Record<string, unknown>>;

const isTable = (value: unknown): value is Table =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);

const isTableList = (value: unknown): value is readonly Table[] =>
  Array.isArray(value) && value.length > 0 && value.every(isTable);

/**
 * A TOML document as go-toml v2 writes a map: keys in order, plain values before tables, strings in single quotes. Whole
 * numbers are bigints, so that they can be told from floats.
 */
export function writeToml(document: Table): string {
  return tableBody(document, []);
}

function tableBody(table: Table, path: readonly string[]): string {
  const entries = Object.entries(table).sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  const isBelow = (value: unknown) => isTable(value) || isTableList(value);
  const values = entries.filter(([, value]) => !isBelow(value));
  const lines = values.map(([key, value]) => `${keyText(key)} = ${valueText(value)}\n`).join("");
  const below = entries.filter(([, value]) => isBelow(value));
  const tables = below.map(([key, value]) => tableText([...path, key], value)).join("\n");
  return lines + (lines !== "" && tables !== "" ? "\n" : "") + tables;
}

function tableText(path: readonly string[], value: unknown): string {
  const name = path.map(keyText).join(".");
  if (isTable(value)) return `[${name}]\n${tableBody(value, path)}`;
  const items = isTableList(value) ? value : [];
  return items.map((item) => `[[${name}]]\n${tableBody(item, path)}`).join("\n");
}

function keyText(key: string): string {
  return /^[A-Za-z0-9_-]+$/.test(key) ? key : stringText(key);
}

function valueText(value: unknown): string {
  if (typeof value === "string") return stringText(value);
  if (typeof value === "number") return floatText(value);
  if (value instanceof Date) return dateText(value);
  if (Array.isArray(value)) return `[${value.map(valueText).join(", ")}]`;
  if (!isTable(value)) return String(value);
  const entries = Object.entries(value).sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  return `{${entries.map(([key, item]) => `${keyText(key)} = ${valueText(item)}`).join(", ")}}`;
}

/** smol-toml writes milliseconds always. */
function dateText(date: Date): string {
  return date.toISOString().replace(/\.(\d*?)0*(?=Z|[+-]\d\d:|$)/, (_all, digits: string) => {
    return digits === "" ? "" : `.${digits}`;
  });
}

function floatText(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value < 0 ? "-inf" : "inf";
  if (Number.isInteger(value)) return `${BigInt(value)}.0`;
  return String(value);
}

const ESCAPES: Readonly<Record<string, string>> = {
  "\b": "\\b",
  "\t": "\\t",
  "\n": "\\n",
  "\f": "\\f",
  "\r": "\\r",
  '"': '\\"',
  "\\": "\\\\",
};

function stringText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what cannot stand between single quotes is looked for
  if (!/['\x00-\x08\x0a-\x1f\x7f]/.test(text)) return `'${text}'`;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are written as escapes
  const escaped = text.replace(/[\x00-\x1f\x7f"\\]/g, (char) => {
    return ESCAPES[char] ?? `\\u${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
  });
  return `"${escaped}"`;
}
