import { quoteGo } from "../../util/go-quote.js";
import { definitionError } from "../attributes/definition-error.js";
import { substitute } from "./substitute.js";

/** Gives the value of a variable that is set elsewhere. */
export type Environment = (name: string) => string | undefined;

/** Go's white space, which has U+0085 and not the byte order mark. */
const WHITESPACE = /[^\S\ufeff]|\u0085/;
const BLANK = /[\t\v\f\r \u0085\u00a0]/;
const KEY_CHARACTER = /[_.\-[\]\p{L}\p{N}]/u;
const ESCAPE = /\\(?:[abcfnrtv$"\\]|0\d{0,3})/g;
const ESCAPED: Readonly<Record<string, string>> = {
  "\\a": "\u0007",
  "\\b": "\b",
  "\\f": "\f",
  "\\n": "\n",
  "\\r": "\r",
  "\\t": "\t",
  "\\v": "\v",
  '\\"': '"',
  "\\\\": "\\",
  // Stays doubled, for the variables are replaced afterwards.
  "\\$": "$$",
};

/**
 * Reads a file of variables (`.env`) into `into` by Compose's rules: `KEY=value` and `KEY: value`, with `export`,
 * comments, quotes and variables in values; a bare `KEY` takes its value from `environment`. What `environment` sets
 * goes before the file when a value names a variable.
 *
 * @throws SlipwayError `invalid-argument` with the line.
 */
export function parseDotenv(text: string, environment: Environment, into: Map<string, string>): void {
  new DotenvReader(text, environment, into).read();
}

class DotenvReader {
  #position = 0;
  #line = 1;

  constructor(
    readonly text: string,
    readonly environment: Environment,
    readonly into: Map<string, string>,
  ) {}

  read(): void {
    for (;;) {
      this.#skipToStatement();
      if (this.#position >= this.text.length) return;
      const { key, bare } = this.#key();
      if (key.includes(" ")) throw definitionError(`line ${this.#line}: key cannot contain a space`);
      const value = bare ? this.environment(key) : this.#value();
      if (value !== undefined) this.into.set(key, value);
    }
  }

  #skipToStatement(): void {
    const { text } = this;
    for (; this.#position < text.length; this.#position++) {
      const character = text[this.#position] ?? "";
      if (character === "\n") this.#line++;
      else if (character === "#") {
        const end = text.indexOf("\n", this.#position);
        // The line break itself is met by the next round.
        this.#position = end === -1 ? text.length : end - 1;
      } else if (!WHITESPACE.test(character)) return;
    }
  }

  /** The name before `=` or `:`, or alone on its line. */
  #key(): { key: string; bare: boolean } {
    const start = this.#skipExport();
    for (let index = start; index < this.text.length; index++) {
      const code = this.text.codePointAt(index) ?? 0;
      const character = String.fromCodePoint(code);
      if (character === "=" || character === ":" || character === "\n") {
        const bare = character === "\n";
        const key = this.text.slice(start, index);
        if (bare && !key.includes(" ")) this.#line++;
        this.#position = index + 1;
        this.#skipBlanks();
        return { key: key.trimEnd(), bare };
      }
      if (!BLANK.test(character) && !KEY_CHARACTER.test(character)) throw this.#unexpected(character, start);
      index += character.length - 1;
    }
    // Without an end the name is not taken, and what follows would be an empty name.
    this.#position = this.text.length;
    return { key: "", bare: true };
  }

  #skipExport(): number {
    const [found] = /^export\s+/.exec(this.text.slice(this.#position, this.#position + 256)) ?? [];
    if (found === undefined) return this.#position;
    this.#position += "export".length;
    this.#skipBlanks();
    return this.#position;
  }

  #skipBlanks(): void {
    while (BLANK.test(this.text[this.#position] ?? "")) this.#position++;
  }

  #value(): string {
    const quote = this.text[this.#position];
    if (quote === '"' || quote === "'") return this.#quoted(quote);
    const end = this.text.indexOf("\n", this.#position);
    const line = this.text.slice(this.#position, end === -1 ? undefined : end);
    this.#position = end === -1 ? this.text.length : end + 1;
    this.#line++;
    const comment = line.indexOf(" #");
    return this.#expand((comment === -1 ? line : line.slice(0, comment)).trimEnd());
  }

  #quoted(quote: string): string {
    const start = this.#position;
    const parts: string[] = [];
    for (let index = start + 1; index < this.text.length; index++) {
      const character = this.text[index] ?? "";
      if (character === "\n") this.#line++;
      if (character === "\\") {
        const next = this.text[index + 1] ?? "";
        if (next === "") break;
        parts.push(next === quote ? quote : `\\${next}`);
        if (next === "\n") this.#line++;
        index++;
      } else if (character === quote) {
        this.#position = index + 1;
        const value = parts.join("");
        return quote === '"' ? this.#expand(value.replace(ESCAPE, unescaped)) : value;
      } else parts.push(character);
    }
    const [shown = ""] = this.text.slice(start).split("\n", 1);
    throw definitionError(`line ${this.#line}: unterminated quoted value ${shown}`);
  }

  #expand(value: string): string {
    return substitute(value, (name) => this.environment(name) ?? this.into.get(name));
  }

  #unexpected(character: string, start: number) {
    const end = this.text.indexOf("\n", start);
    const line = this.text.slice(start, end === -1 ? undefined : end);
    return definitionError(
      `line ${this.#line}: unexpected character ${quoteGo(character)} in variable name ${quoteGo(line)}`,
    );
  }
}

/** Go's escapes; an octal one that names no byte keeps its digits. */
function unescaped(sequence: string): string {
  if (!sequence.startsWith("\\0")) return ESCAPED[sequence] ?? sequence;
  const digits = sequence.slice(2);
  const code = /^[0-7]{3}$/.test(digits) ? Number.parseInt(digits, 8) : Number.NaN;
  return code < 256 ? String.fromCharCode(code) : `\\${digits}`;
}
