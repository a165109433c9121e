import { FunctionError } from "../evaluate/function.js";

/** One record, and the line on which it starts. */
export interface CsvRecord {
  readonly fields: readonly string[];
  readonly line: number;
}

/**
 * Reads comma-separated values as Go's encoding/csv does: empty lines are passed over, a quoted field may hold commas,
 * line breaks and doubled quotes.
 *
 * @throws FunctionError with the line.
 */
export function parseCsv(text: string): readonly CsvRecord[] {
  return new CsvReader(text.replaceAll("\r\n", "\n")).records();
}

class CsvReader {
  private at = 0;
  private line = 1;

  constructor(private readonly text: string) {}

  records(): readonly CsvRecord[] {
    const records: CsvRecord[] = [];
    while (this.at < this.text.length) {
      if (this.text[this.at] === "\n") {
        this.at++;
        this.line++;
        continue;
      }
      const { line } = this;
      records.push({ fields: this.record(), line });
    }
    return records;
  }

  private record(): readonly string[] {
    const fields: string[] = [];
    for (;;) {
      fields.push(this.text[this.at] === '"' ? this.quoted() : this.bare());
      const next = this.text[this.at++];
      if (next === ",") continue;
      if (next === "\n") this.line++;
      return fields;
    }
  }

  private bare(): string {
    const end = /[,\n]|$/g;
    end.lastIndex = this.at;
    const field = this.text.slice(this.at, end.exec(this.text)?.index ?? this.text.length);
    if (field.includes('"')) throw this.wrong('bare " in non-quoted-field');
    this.at += field.length;
    return field;
  }

  private quoted(): string {
    const parts: string[] = [];
    this.at++;
    for (;;) {
      const end = this.text.indexOf('"', this.at);
      if (end < 0) throw this.wrong('extraneous or missing " in quoted-field');
      const part = this.text.slice(this.at, end);
      parts.push(part);
      this.line += part.split("\n").length - 1;
      this.at = end + 1;
      const next = this.text[this.at];
      if (next === undefined || next === "," || next === "\n") return parts.join('"');
      if (next !== '"') throw this.wrong('extraneous or missing " in quoted-field');
      this.at++;
    }
  }

  private wrong(reason: string): FunctionError {
    return new FunctionError(`CSV parse error on line ${this.line}: ${reason}`);
  }
}
