import { firstPosition, graphemeCount, type Position, type SourceRange } from "./positions.js";

/** A piece of JSON, with its position. */
export interface JsonToken {
  readonly kind: "{" | "}" | "[" | "]" | "," | ":" | "=" | "string" | "number" | "word" | "invalid" | "end";
  readonly text: string;
  readonly range: SourceRange;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: strings end where a control character stands
const stringPattern = /"(?:[^"\\\u0000-\u001f]|\\[^\u0000-\u001f])*"?/y;
const patterns: readonly (readonly [JsonToken["kind"], RegExp])[] = [
  ["string", stringPattern],
  ["number", /[-+.\d][-+.eE\d]*/y],
  ["word", /[a-zA-Z][a-zA-Z_]*/y],
];

/** Splits JSON into tokens. After a character that fits nowhere, nothing more is read. */
export function tokenizeJson(text: string, file: string): readonly JsonToken[] {
  const tokens: JsonToken[] = [];
  let at = text.startsWith("\ufeff") ? 1 : 0;
  let position: Position = { ...firstPosition, byte: at * 3 };
  const add = (kind: JsonToken["kind"], piece: string) => {
    const start = position;
    const { line, column, byte } = start;
    position = { line, column: column + graphemeCount(piece), byte: byte + Buffer.byteLength(piece) };
    tokens.push({ kind, text: piece, range: { file, start, end: position } });
    at += piece.length;
  };
  while (at < text.length) {
    const char = text[at] ?? "";
    const next = afterSpace(char, position);
    if (next !== undefined) {
      position = next;
      at++;
      continue;
    }
    if ("{}[],:=".includes(char)) add(char as JsonToken["kind"], char);
    else if (!patterns.some(([kind, pattern]) => addMatch(kind, pattern, text, at, add))) {
      add("invalid", String.fromCodePoint(text.codePointAt(at) ?? 0));
      break;
    }
  }
  add("end", "");
  return tokens;
}

function addMatch(
  kind: JsonToken["kind"],
  pattern: RegExp,
  text: string,
  at: number,
  add: (kind: JsonToken["kind"], piece: string) => void,
): boolean {
  pattern.lastIndex = at;
  const piece = pattern.exec(text)?.[0];
  if (piece === undefined) return false;
  add(kind, piece);
  return true;
}

/** The place after a blank; a tab counts as two columns, a carriage return as none. */
function afterSpace(char: string, { line, column, byte }: Position): Position | undefined {
  if (char === "\n") return { line: line + 1, column: 1, byte: byte + 1 };
  const width = char === " " ? 1 : char === "\t" ? 2 : char === "\r" ? 0 : undefined;
  return width === undefined ? undefined : { line, column: column + width, byte: byte + 1 };
}
