import { ConversionError } from "./conversion.js";

/** JSON as it is written: numbers keep their text, so that none of their digits is lost. */
export type JsonNode =
  | null
  | boolean
  | string
  | JsonNumber
  | readonly JsonNode[]
  | ReadonlyMap<string, JsonNode>;

/** The text of a number. */
export class JsonNumber {
  constructor(readonly text: string) {}
}

const maxDepth = 500;

/**
 * Reads one JSON value.
 *
 * @throws ConversionError in the words of Go's decoder.
 */
export function readJson(text: string): JsonNode {
  const reader = new Reader(text);
  const node = reader.value(0);
  reader.space();
  if (reader.at < text.length) throw new ConversionError("extraneous data after JSON object");
  return node;
}

class Reader {
  at = 0;

  constructor(private readonly text: string) {}

  space(): void {
    while (" \t\r\n".includes(this.text[this.at] ?? "x")) this.at++;
  }

  value(depth: number): JsonNode {
    if (depth > maxDepth) throw new ConversionError("exceeded max depth");
    this.space();
    const char = this.text[this.at];
    if (char === undefined) throw new ConversionError("EOF");
    if (char === "{") return this.object(depth);
    if (char === "[") return this.array(depth);
    if (char === '"') return this.string();
    const word = char === "t" ? "true" : char === "f" ? "false" : char === "n" ? "null" : undefined;
    if (word !== undefined) return this.word(word);
    const pattern = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
    pattern.lastIndex = this.at;
    const number = pattern.exec(this.text)?.[0];
    if (number === undefined) throw this.unexpected("looking for beginning of value");
    this.at += number.length;
    return new JsonNumber(number);
  }

  private word(word: "true" | "false" | "null"): boolean | null {
    for (const letter of word) {
      if (this.text[this.at] !== letter) throw this.unexpected(`in literal ${word} (expecting '${letter}')`);
      this.at++;
    }
    return word === "null" ? null : word === "true";
  }

  private object(depth: number): JsonNode {
    const entries = new Map<string, JsonNode>();
    this.at++;
    this.space();
    if (this.skip("}")) return entries;
    for (;;) {
      this.space();
      if (this.text[this.at] !== '"') throw this.unexpected("looking for beginning of object key string");
      const key = this.string();
      this.space();
      if (!this.skip(":")) throw this.unexpected("after object key");
      entries.set(key, this.value(depth + 1));
      this.space();
      if (this.skip("}")) return entries;
      if (!this.skip(",")) throw this.unexpected("after object key:value pair");
    }
  }

  private array(depth: number): JsonNode {
    const parts: JsonNode[] = [];
    this.at++;
    this.space();
    if (this.skip("]")) return parts;
    for (;;) {
      parts.push(this.value(depth + 1));
      this.space();
      if (this.skip("]")) return parts;
      if (!this.skip(",")) throw this.unexpected("after array element");
    }
  }

  private string(): string {
    const start = this.at++;
    for (; this.text[this.at] !== '"'; this.at++) {
      const char = this.text[this.at];
      if (char === undefined) throw new ConversionError("unexpected EOF");
      if (char === "\\") this.at++;
      if (char < " ") throw this.unexpected("in string literal");
    }
    this.at++;
    try {
      return String(JSON.parse(this.text.slice(start, this.at))).replace(/\p{Surrogate}/gu, "\ufffd");
    } catch {
      throw new ConversionError("invalid character in string escape code");
    }
  }

  private skip(char: string): boolean {
    if (this.text[this.at] !== char) return false;
    this.at++;
    return true;
  }

  private unexpected(where: string): ConversionError {
    const code = this.text.codePointAt(this.at);
    if (code === undefined) return new ConversionError("EOF");
    const char = String.fromCodePoint(code);
    return new ConversionError(`invalid character '${char === "'" ? "\\'" : char}' ${where}`);
  }
}
