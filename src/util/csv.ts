import { SlipwayError } from "../errors/index.js";

/**
 * Splits one line of comma-separated values by Go's `encoding/csv` rules, the syntax of every comma list in buildx's
 * flags: a field may be quoted with `"`, a doubled quote inside stands for one, an empty line has no fields.
 *
 * @throws SlipwayError `invalid-argument` with the position, in Go's words, when the quoting is broken.
 */
export function parseCsvLine(line: string): string[] {
  if (line === "") return [];
  if (!line.includes('"')) return line.split(",");
  const fields: string[] = [];
  let position = 0;
  for (;;) {
    const [field, end] = line[position] === '"' ? readQuoted(line, position) : readBare(line, position);
    fields.push(field);
    if (end >= line.length) return fields;
    position = end + 1;
  }
}

/** Writes fields as one line that {@link parseCsvLine} reads back, quoting only where needed. */
export function formatCsvLine(fields: readonly string[]): string {
  return fields
    .map((field) => (/[",\r\n]|^\s/.test(field) ? `"${field.replaceAll('"', '""')}"` : field))
    .join(",");
}

function readBare(line: string, start: number): [field: string, end: number] {
  const comma = line.indexOf(",", start);
  const end = comma === -1 ? line.length : comma;
  const field = line.slice(start, end);
  const quote = field.indexOf('"');
  if (quote !== -1) throw csvError(start + quote, 'bare " in non-quoted-field');
  return [field, end];
}

function readQuoted(line: string, start: number): [field: string, end: number] {
  let field = "";
  let position = start + 1;
  for (;;) {
    const quote = line.indexOf('"', position);
    if (quote === -1) throw csvError(position, 'extraneous or missing " in quoted-field');
    field += line.slice(position, quote);
    if (line[quote + 1] === '"') {
      field += '"';
      position = quote + 2;
      continue;
    }
    const end = quote + 1;
    if (end < line.length && line[end] !== ",") {
      throw csvError(quote, 'extraneous or missing " in quoted-field');
    }
    return [field, end];
  }
}

function csvError(offset: number, problem: string): SlipwayError {
  return new SlipwayError("invalid-argument", `parse error on line 1, column ${offset + 1}: ${problem}`);
}
