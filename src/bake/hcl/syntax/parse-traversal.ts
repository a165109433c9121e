import { parseFloatText } from "../values/float-text.js";
import { numberValue, unknownValue, type Value } from "../values/value.js";
import type { Expression, SplatItem, TraversalStep } from "./nodes.js";
import { rangeBetween, type SourceRange } from "./positions.js";
import type { Parser } from "./token-reader.js";
import type { Token } from "./tokens.js";

/** The value of a number's token. */
export function numberLiteral({ tokens }: Parser, token: Token): Value {
  const number = parseFloatText(token.text);
  if (number !== undefined) return numberValue(number);
  tokens.wrong(
    "Invalid number literal",
    "Failed to recognize the value of this number literal.",
    token.range,
  );
  return unknownValue();
}

/** Parses what follows a term: `.name`, `.0`, `.*`, `[key]` and `[*]`, as often as they come. */
export function parseTraversals(parser: Parser, from: Expression): Expression {
  const { tokens } = parser;
  let result = from;
  // Each round that makes a new node, rather than adding a step to one, makes the tree deeper.
  const round = (): Expression | undefined => {
    const { kind } = tokens.peek();
    if (kind === ".") return afterDot(parser, from, result);
    return kind === "[" ? afterBracket(parser, from, result) : undefined;
  };
  for (let depth = 0; ; ) {
    const next = tokens.nested(round, depth);
    if (next === undefined) return result;
    if (next !== result && next.kind !== "scope" && next.kind !== "relative") depth++;
    result = next;
  }
}

function afterDot(parser: Parser, from: Expression, source: Expression): Expression {
  const { tokens } = parser;
  const dot = tokens.read();
  const next = tokens.peek();
  if (next.kind === "name") {
    tokens.read();
    const range = rangeBetween(dot.range, next.range);
    return withStep(source, { kind: "attribute", name: next.text, range });
  }
  if (next.kind === "number") {
    tokens.read();
    const key = legacyIndex(parser, next, "Use the proper index syntax instead, like");
    return withStep(source, { kind: "index", key, range: rangeBetween(dot.range, next.range) });
  }
  if (next.kind === "*") return attributeSplat(parser, from, source, dot);
  tokens.wrong("Invalid attribute name", "An attribute name is required after a dot.", next.range);
  tokens.recovering = true;
  return source;
}

function legacyIndex(parser: Parser, token: Token, advice: string, subject = token.range): Value {
  const dot = token.text.indexOf(".");
  if (dot < 0) return numberLiteral(parser, token);
  parser.tokens.wrong(
    "Invalid legacy index syntax",
    `When using the legacy index syntax, chaining two indexes together is not permitted. ${advice} [${token.text.slice(0, dot)}][${token.text.slice(dot + 1)}].`,
    subject,
  );
  return unknownValue();
}

/** `source.*`, to which only steps by name or `.0` belong. */
function attributeSplat(parser: Parser, from: Expression, source: Expression, dot: Token): Expression {
  const { tokens } = parser;
  const star = tokens.read();
  const markerRange = rangeBetween(dot.range, star.range);
  const steps: TraversalStep[] = [];
  let last: SourceRange = star.range;
  while (tokens.peek().kind === ".") {
    const mark = tokens.read();
    const next = tokens.peek();
    const range = rangeBetween(mark.range, next.range);
    if (next.kind === "number") {
      tokens.read();
      const advice = "Use the proper index syntax with a full splat expression [*] instead, like";
      steps.push({ kind: "index", key: legacyIndex(parser, next, advice, star.range), range });
    } else if (next.kind === "name") {
      tokens.read();
      steps.push({ kind: "attribute", name: next.text, range });
    } else {
      if (next.kind === "*")
        tokens.complain(
          "Nested splat expression not allowed",
          "A splat expression (*) cannot be used inside another attribute-only splat expression.",
          next.range,
        );
      else
        tokens.complain("Invalid attribute name", "An attribute name is required after a dot.", star.range);
      tokens.recovering = true;
      return source;
    }
    last = next.range;
  }
  const item: SplatItem = { kind: "item", range: markerRange };
  const first = steps[0];
  const each: Expression =
    first === undefined
      ? item
      : { kind: "relative", source: item, steps, range: rangeBetween(first.range, last) };
  return { kind: "splat", source, each, item, markerRange, range: rangeBetween(from.range, last) };
}

function afterBracket(parser: Parser, from: Expression, source: Expression): Expression {
  const { tokens } = parser;
  const open = tokens.read();
  if (tokens.peek().kind === "*") return fullSplat(parser, from, source, open);
  const before = tokens.diagnostics.length;
  const [key, close] = tokens.withNewlines(false, () => {
    const inner = parser.expression();
    if (tokens.failedSince(before)) return [inner, tokens.recover("]")] as const;
    const end = tokens.read();
    if (end.kind === "]" || tokens.recovering) return [inner, end] as const;
    const found = tokens.recover("]");
    tokens.wrong(
      "Missing close bracket on index",
      'The index operator must end with a closing bracket ("]").',
      found.range,
    );
    return [inner, found] as const;
  });
  const bracketRange = rangeBetween(open.range, close.range);
  const literal = literalKey(key);
  if (literal !== undefined) return withStep(source, { kind: "index", key: literal, range: bracketRange });
  const range = rangeBetween(from.range, bracketRange);
  return { kind: "index", collection: source, key, openRange: open.range, bracketRange, range };
}

function literalKey(key: Expression): Value | undefined {
  if (key.kind === "literal") return key.value;
  if (key.kind !== "template" || key.parts.length !== 1) return undefined;
  const [part] = key.parts;
  return part?.kind === "literal" ? part.value : undefined;
}

function fullSplat(parser: Parser, from: Expression, source: Expression, open: Token): Expression {
  const { tokens } = parser;
  tokens.read();
  let close = tokens.read();
  if (close.kind !== "]" && !tokens.recovering) {
    close = tokens.recover("]");
    tokens.wrong(
      "Missing close bracket on splat index",
      'The star for a full splat operator must be immediately followed by a closing bracket ("]").',
      close.range,
    );
  }
  const markerRange = rangeBetween(open.range, close.range);
  const item: SplatItem = { kind: "item", range: markerRange };
  const each = tokens.nested(() => parseTraversals(parser, item));
  return { kind: "splat", source, each, item, markerRange, range: rangeBetween(from.range, each.range) };
}

function withStep(source: Expression, step: TraversalStep): Expression {
  const range = rangeBetween(source.range, step.range);
  if (source.kind !== "scope" && source.kind !== "relative")
    return { kind: "relative", source, steps: [step], range };
  // Ours alone until it is part of the tree; a copy for each step would take quadratic time.
  (source.steps as TraversalStep[]).push(step);
  return Object.assign(source, { range });
}
