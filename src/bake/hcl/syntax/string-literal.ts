import { quoteGo } from "../../../util/go-quote.js";
import type { Diagnostic } from "./diagnostics.js";
import { positionAfter, type SourceRange } from "./positions.js";
import type { Token } from "./tokens.js";

const quotedPieces = /\\u[0-9a-fA-F]{0,4}|\\U[0-9a-fA-F]{0,8}|\\(?:[\s\S])?|\$\$\{|%%\{/gu;
const simple: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", '"': '"', "\\": "\\" };

/** The text that a token of a string or heredoc stands for: escapes resolved, `$${` and `%%{` undoubled. */
export function literalText(token: Token, diagnostics: Diagnostic[]): string {
  const { text } = token;
  if (token.kind === "text") return text.replace(/([$%])\1\{/g, "$1{");
  if (!/[\\$%]/.test(text)) return text;
  return text.replace(quotedPieces, (piece, offset: number) => {
    if (!piece.startsWith("\\")) return piece.slice(1);
    return unescaped(piece, diagnostics, () => pieceRange(token, offset, piece));
  });
}

function pieceRange(token: Token, offset: number, piece: string): SourceRange {
  const start = positionAfter(token.range.start, token.text.slice(0, offset));
  return { file: token.range.file, start, end: positionAfter(start, piece) };
}

function unescaped(piece: string, diagnostics: Diagnostic[], range: () => SourceRange): string {
  const selector = piece.slice(1);
  const known = simple[selector];
  if (known !== undefined) return known;
  const wrong = (detail: string) =>
    diagnostics.push({ summary: "Invalid escape sequence", detail, subject: range() });
  if (selector === "") {
    wrong("Backslash must be followed by an escape sequence selector character.");
    return piece;
  }
  const [letter] = selector;
  if (letter !== "u" && letter !== "U") {
    wrong(`The symbol ${quoteGo(selector)} is not a valid escape sequence selector.`);
    return selector;
  }
  if (selector.length !== (letter === "u" ? 5 : 9)) {
    const digits = letter === "u" ? "four" : "eight";
    wrong(`The \\${letter} escape sequence must be followed by ${digits} hexadecimal digits.`);
    return piece;
  }
  const code = Number.parseInt(selector.slice(1), 16);
  if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) {
    wrong(`Cannot encode character U+${code.toString(16).padStart(4, "0")} in UTF-8.`);
    return piece;
  }
  return String.fromCodePoint(code);
}
