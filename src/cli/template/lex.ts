import type { Position } from "./syntax.js";
import { parseError } from "./template-error.js";

/** A word of an action. */
export interface Token {
  readonly kind: "word" | "field" | "dot" | "variable" | "string" | "raw" | "char" | "number" | "sign";
  readonly text: string;
  readonly position: Position;
  /** White space stands before it. */
  readonly spaced: boolean;
}

/** A template cut into its text and its actions. */
export type Piece =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "action"; readonly tokens: readonly Token[]; readonly line: number };

const TOKEN =
  /(?<string>"(?:\\.|[^"\\\n])*")|(?<raw>`[^`]*`)|(?<char>'(?:\\.|[^'\\\n])+')|(?<number>[+-]?(?:0[xob][\da-f]+|(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?))|(?<field>\.[\p{L}_][\p{L}\p{Nd}_]*)|(?<dot>\.)|(?<variable>\$[\p{L}\p{Nd}_]*)|(?<word>[\p{L}_][\p{L}\p{Nd}_]*)|(?<sign>:=|[=|(),])/iuy;

/**
 * Cuts a template into pieces, white space trimmed where `{{-` and `-}}` ask for it, comments dropped.
 *
 * @throws SlipwayError `invalid-argument`.
 */
export function lex(template: string): Piece[] {
  const pieces: Piece[] = [];
  let position = 0;
  let trimNext = false;
  for (;;) {
    const open = template.indexOf("{{", position);
    const end = open === -1 ? template.length : open;
    const trimsBefore = open !== -1 && /^-\s/.test(template.slice(open + 2, open + 4));
    const text = trim(template.slice(position, end), trimNext, trimsBefore);
    if (text !== "") pieces.push({ kind: "text", text });
    if (open === -1) return pieces;
    const action = new ActionLexer(template, open + (trimsBefore ? 3 : 2));
    const tokens = action.read();
    if (tokens !== undefined) pieces.push({ kind: "action", tokens, line: positionOf(template, open).line });
    position = action.end;
    trimNext = action.trimsAfter;
  }
}

/** Reads one action up to its closing braces. */
class ActionLexer {
  end = 0;
  trimsAfter = false;

  constructor(
    private readonly template: string,
    private readonly start: number,
  ) {}

  /** The action's words; undefined for a comment. */
  read(): Token[] | undefined {
    const { template } = this;
    const comment = /^\s*\/\*[\s\S]*?\*\/(\s+-)?\}\}/.exec(template.slice(this.start));
    if (comment) {
      this.end = this.start + comment[0].length;
      this.trimsAfter = comment[1] !== undefined;
      return undefined;
    }
    const tokens: Token[] = [];
    let at = this.start;
    for (;;) {
      const space = /\s*/y;
      space.lastIndex = at;
      const spaced = (space.exec(template)?.[0] ?? "") !== "";
      at = space.lastIndex;
      const close = spaced && template.startsWith("-}}", at) ? 3 : template.startsWith("}}", at) ? 2 : 0;
      if (close > 0) {
        this.end = at + close;
        this.trimsAfter = close === 3;
        return tokens;
      }
      const token = this.#token(at, spaced);
      tokens.push(token);
      at += token.text.length;
    }
  }

  #token(at: number, spaced: boolean): Token {
    const { template } = this;
    const position = positionOf(template, at);
    if (at >= template.length) throw parseError(position.line, "unclosed action");
    TOKEN.lastIndex = at;
    const groups = TOKEN.exec(template)?.groups ?? {};
    for (const [kind, text] of Object.entries(groups)) {
      if (text !== undefined) return { kind: kind as Token["kind"], text, position, spaced };
    }
    const character = template.charAt(at);
    if (/["'`]/.test(character)) throw parseError(position.line, "unterminated quoted string");
    throw parseError(position.line, `unexpected ${JSON.stringify(character)} in command`);
  }
}

function trim(text: string, start: boolean, end: boolean): string {
  const trimmed = start ? text.trimStart() : text;
  return end ? trimmed.trimEnd() : trimmed;
}

function positionOf(template: string, offset: number): Position {
  const before = template.slice(0, offset);
  const lineStart = before.lastIndexOf("\n") + 1;
  return { line: before.split("\n").length, column: Buffer.byteLength(before.slice(lineStart)) };
}
