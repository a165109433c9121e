import type { Expression } from "./nodes.js";
import { placeholder } from "./placeholder.js";
import { rangeBetween, type SourceRange } from "./positions.js";
import type { Parser } from "./token-reader.js";
import type { Token } from "./tokens.js";

/** Parses what follows a function's name: `::more::names`, and the arguments in parentheses. */
export function parseCall(parser: Parser, first: Token): Expression {
  const { tokens } = parser;
  let name = first.text;
  let nameRange: SourceRange = first.range;
  let open = tokens.read();
  while (open.kind === "::") {
    const next = tokens.read();
    if (next.kind !== "name")
      return unfinished(
        parser,
        first,
        next,
        "Missing function name",
        "Function scope resolution symbol :: must be followed by a function name in this scope.",
      );
    name += `::${next.text}`;
    nameRange = rangeBetween(first.range, next.range);
    open = tokens.read();
  }
  if (open.kind !== "(")
    return unfinished(
      parser,
      first,
      open,
      "Missing open parenthesis",
      "Function selector must be followed by an open parenthesis to begin the function call.",
    );
  const list: Expression[] = [];
  const { close, expand } = tokens.withNewlines(false, () => callArguments(parser, first, open, list));
  const closeRange = close.range;
  const range = rangeBetween(nameRange, closeRange);
  return { kind: "call", name, arguments: list, expand, nameRange, openRange: open.range, closeRange, range };
}

function unfinished(parser: Parser, first: Token, bad: Token, summary: string, detail: string): Expression {
  parser.tokens.wrong(summary, detail, bad.range);
  parser.tokens.recoverOver("(");
  return placeholder(rangeBetween(first.range, bad.range));
}

function callArguments(
  parser: Parser,
  name: Token,
  open: Token,
  list: Expression[],
): { close: Token; expand: boolean } {
  const { tokens } = parser;
  for (;;) {
    if (tokens.peek().kind === ")") return { close: tokens.read(), expand: false };
    const before = tokens.diagnostics.length;
    list.push(parser.expression());
    if (tokens.failedSince(before)) return { close: tokens.recover(")"), expand: false };
    const separator = tokens.read();
    if (separator.kind === ")") return { close: separator, expand: false };
    if (separator.kind === "...") {
      if (tokens.peek().kind === ")") return { close: tokens.read(), expand: true };
      tokens.complain(
        "Missing closing parenthesis",
        "An expanded function argument (with ...) must be immediately followed by closing parentheses.",
        separator.range,
      );
      return { close: tokens.recover(")"), expand: true };
    }
    if (separator.kind !== ",") {
      if (separator.kind === "end")
        tokens.wrong(
          "Unterminated function call",
          "There is no closing parenthesis for this function call before the end of the file. This may be caused by incorrect parenthesis nesting elsewhere in this file.",
          rangeBetween(name.range, open.range),
        );
      else
        tokens.wrong(
          "Missing argument separator",
          "A comma is required to separate each function argument from the next.",
          separator.range,
        );
      return { close: tokens.recover(")"), expand: false };
    }
  }
}
