import type { Expression, ObjectItem } from "./nodes.js";
import { parseFor } from "./parse-for.js";
import { rangeBetween } from "./positions.js";
import type { Parser } from "./token-reader.js";
import type { Token } from "./tokens.js";

/** Parses `[a, b]` or `[for …]`. */
export function parseTuple(parser: Parser): Expression {
  const { tokens } = parser;
  const open = tokens.read();
  return tokens.withNewlines(false, () => {
    if (isFor(tokens.peek())) return parseFor(parser, open);
    const elements: Expression[] = [];
    const close = tupleElements(parser, open, elements);
    return { kind: "tuple", elements, range: rangeBetween(open.range, close.range), openRange: open.range };
  });
}

function isFor(token: Token): boolean {
  return token.kind === "name" && token.text === "for";
}

function tupleElements(parser: Parser, open: Token, elements: Expression[]): Token {
  const { tokens } = parser;
  for (;;) {
    if (tokens.peek().kind === "]") return tokens.read();
    const before = tokens.diagnostics.length;
    elements.push(parser.expression());
    if (tokens.failedSince(before)) return tokens.recover("]");
    const next = tokens.peek();
    if (next.kind === "]") return tokens.read();
    if (next.kind !== ",") {
      if (next.kind === "end")
        tokens.complain("Unterminated tuple constructor expression", unterminated("bracket"), open.range);
      else
        tokens.complain(
          "Missing item separator",
          "Expected a comma to mark the beginning of the next item.",
          next.range,
        );
      return tokens.recover("]");
    }
    tokens.read();
  }
}

function unterminated(bracket: string): string {
  return `There is no corresponding closing ${bracket} before the end of the file. This may be caused by incorrect ${bracket} nesting elsewhere in this file.`;
}

/** Parses `{ key = value }` or `{for …}`. */
export function parseObject(parser: Parser): Expression {
  const { tokens } = parser;
  const open = tokens.read();
  if (tokens.withNewlines(false, () => isFor(tokens.peek()))) return parseFor(parser, open);
  return tokens.withNewlines(true, () => {
    const items: ObjectItem[] = [];
    const close = objectItems(parser, open, items);
    return { kind: "object", items, range: rangeBetween(open.range, close.range), openRange: open.range };
  });
}

function objectItems(parser: Parser, open: Token, items: ObjectItem[]): Token {
  const { tokens } = parser;
  for (;;) {
    const next = tokens.peek();
    if (next.kind === "newline") {
      tokens.read();
      continue;
    }
    if (next.kind === "}") return tokens.read();
    const before = tokens.diagnostics.length;
    const key = parser.expression();
    if (tokens.failedSince(before)) return tokens.recover("}");
    const separator = tokens.peek();
    if (separator.kind !== "=" && separator.kind !== ":") {
      complainOfSeparator(parser, open, separator);
      return tokens.recover("}");
    }
    tokens.read();
    const value = parser.expression();
    if (tokens.failedSince(before)) return tokens.recover("}");
    items.push({ key, keyInParentheses: next.kind === "(", value });
    const end = tokens.peek();
    if (end.kind === "}") return tokens.read();
    if (end.kind !== "," && end.kind !== "newline") {
      if (end.kind === "end") tokens.complain(unterminatedObject, unterminated("brace"), open.range);
      else
        tokens.complain(
          "Missing attribute separator",
          "Expected a newline or comma to mark the beginning of the next attribute.",
          end.range,
        );
      return tokens.recover("}");
    }
    tokens.read();
  }
}

const unterminatedObject = "Unterminated object constructor expression";

function complainOfSeparator({ tokens }: Parser, open: Token, token: Token): void {
  const expected = 'Expected an equals sign ("=") to mark the beginning of the attribute value.';
  if (token.kind === "newline" || token.kind === ",")
    tokens.complain(
      "Missing attribute value",
      'Expected an attribute value, introduced by an equals sign ("=").',
      token.range,
    );
  else if (token.kind === "name")
    tokens.complain(
      "Missing key/value separator",
      `${expected} If you intended to given an attribute name containing periods or spaces, write the name in quotes to create a string literal.`,
      token.range,
    );
  else if (token.kind === "end") tokens.complain(unterminatedObject, unterminated("brace"), open.range);
  else tokens.complain("Missing key/value separator", expected, token.range);
}
