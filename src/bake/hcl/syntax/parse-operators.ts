import type { BinaryOperator, Expression } from "./nodes.js";
import { rangeBetween } from "./positions.js";
import type { Parser } from "./token-reader.js";

/** Operators by how tightly they bind, the loosest first. All are left-associative. */
const levels: readonly (readonly BinaryOperator[])[] = [
  ["||"],
  ["&&"],
  ["==", "!="],
  [">", ">=", "<", "<="],
  ["+", "-"],
  ["*", "/", "%"],
];

const levelOf = new Map(levels.flatMap((operators, level) => operators.map((operator) => [operator, level])));

/** Parses an expression: operations, and `? :` around them. `term` parses an operand. */
export function parseOperations(parser: Parser, term: () => Expression): Expression {
  const { tokens } = parser;
  const start = tokens.peek().range;
  const before = tokens.diagnostics.length;
  const condition = parseBinary(parser, term, 0);
  if (tokens.failedSince(before) || tokens.peek().kind !== "?") return condition;
  tokens.read();
  const whenTrue = parser.expression();
  if (tokens.failedSince(before)) return condition;
  const colon = tokens.peek();
  if (colon.kind !== ":") {
    tokens.wrong(
      "Missing false expression in conditional",
      "The conditional operator (...?...:...) requires a false expression, delimited by a colon.",
      colon.range,
    );
    return condition;
  }
  tokens.read();
  const whenFalse = parser.expression();
  if (tokens.failedSince(before)) return condition;
  return { kind: "conditional", condition, whenTrue, whenFalse, range: rangeBetween(start, whenFalse.range) };
}

/** Operations that bind at least as tightly as `lowest`. */
function parseBinary(parser: Parser, term: () => Expression, lowest: number): Expression {
  const { tokens } = parser;
  const before = tokens.diagnostics.length;
  let left = term();
  while (!tokens.failedSince(before)) {
    const operator = tokens.peek().kind as BinaryOperator;
    const level = levelOf.get(operator);
    if (level === undefined || level < lowest) break;
    tokens.read();
    const right = parseBinary(parser, term, level + 1);
    if (tokens.failedSince(before)) break;
    left = { kind: "binary", operator, left, right, range: rangeBetween(left.range, right.range) };
  }
  return left;
}
