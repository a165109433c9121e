import type { SourceRange } from "./positions.js";

/** The kinds of tokens. Operators and punctuation are their own kind. */
export type TokenKind =
  | "["
  | "]"
  | "{"
  | "}"
  | "("
  | ")"
  | '"open'
  | '"close'
  | "heredoc-open"
  | "heredoc-close"
  | "*"
  | "/"
  | "+"
  | "-"
  | "%"
  | "="
  | "=="
  | "!="
  | "<"
  | "<="
  | ">"
  | ">="
  | "&&"
  | "||"
  | "!"
  | "."
  | ","
  | "..."
  | "=>"
  | "?"
  | ":"
  | "::"
  | "${"
  | "%{"
  | "template-end"
  | "quoted-text"
  | "text"
  | "number"
  | "name"
  | "newline"
  | "end"
  | "&"
  | "|"
  | "^"
  | "~"
  | ";"
  | "`"
  | "'"
  | "quoted-newline"
  | "bad-encoding"
  | "invalid";

/** A piece of the text. Comments become newlines or nothing. */
export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly range: SourceRange;
}
