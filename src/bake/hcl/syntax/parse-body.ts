import { quoteGo } from "../../../util/go-quote.js";
import type { Attribute, NativeBlock, NativeBody } from "./nodes.js";
import { rangeBetween, rangeText, type SourceRange } from "./positions.js";
import { literalText } from "./string-literal.js";
import type { Parser } from "./token-reader.js";
import type { Token, TokenKind } from "./tokens.js";

const required = "Argument or block definition required";
const requiredHere = "An argument or block definition is required here.";
const equalsHint = `${requiredHere} To set an argument, use the equals sign "=" to introduce the argument value.`;

/** Parses a file or the contents of a block, up to and with the `end` token. */
export function parseBody(parser: Parser, end: TokenKind): NativeBody {
  const { tokens } = parser;
  const attributes = new Map<string, Attribute>();
  const blocks: NativeBlock[] = [];
  const start = tokens.previousRange();
  for (;;) {
    const next = tokens.peek();
    if (next.kind === end) {
      tokens.read();
      break;
    }
    if (next.kind === "newline") tokens.read();
    else if (next.kind === "name") parseItem(parser, attributes, blocks);
    else {
      complainOf(parser, tokens.read(), end, start);
      tokens.recover(end);
      break;
    }
  }
  return { kind: "native", attributes, blocks, range: rangeBetween(start, tokens.previousRange()) };
}

function complainOf({ tokens }: Parser, bad: Token, end: TokenKind, start: SourceRange): void {
  if (bad.kind === '"open')
    tokens.complain("Invalid argument name", "Argument names must not be quoted.", bad.range);
  else if (bad.kind === "end" && end === "}")
    tokens.complain("Unclosed configuration block", unclosed, start);
  else tokens.complain(required, requiredHere, bad.range);
}

const unclosed =
  "There is no closing brace for this block before the end of the file. This may be caused by incorrect brace nesting elsewhere in this file.";

function parseItem(parser: Parser, attributes: Map<string, Attribute>, blocks: NativeBlock[]): void {
  const { tokens } = parser;
  const name = tokens.read();
  const { kind } = tokens.peek();
  if (kind === "=") {
    define(parser, attributes, finishAttribute(parser, name, false));
  } else if (kind === '"open' || kind === "{" || kind === "name") {
    const block = tokens.nested(() => finishBlock(parser, name));
    if (block !== undefined) blocks.push(block);
  } else {
    tokens.recoverAfterItem();
    tokens.wrong(required, equalsHint, name.range);
  }
}

function define({ tokens }: Parser, attributes: Map<string, Attribute>, attribute: Attribute): void {
  const existing = attributes.get(attribute.name);
  if (existing === undefined) attributes.set(attribute.name, attribute);
  else
    tokens.wrong(
      "Attribute redefined",
      `The argument ${quoteGo(attribute.name)} was already set at ${rangeText(existing.nameRange)}. Each argument may be set only once.`,
      attribute.nameRange,
    );
}

function finishAttribute(parser: Parser, name: Token, singleLine: boolean): Attribute {
  const { tokens } = parser;
  tokens.read();
  const before = tokens.diagnostics.length;
  const expression = parser.expression();
  const end = tokens.previousRange();
  if (tokens.failedSince(before)) tokens.recoverAfterItem();
  else if (!singleLine) finishLine(parser);
  return { name: name.text, expression, range: rangeBetween(name.range, end), nameRange: name.range };
}

function finishLine({ tokens }: Parser): void {
  const end = tokens.peek();
  if (end.kind === "newline" || end.kind === "end") {
    tokens.read();
    return;
  }
  const detail = "An argument definition must end with a newline.";
  if (end.kind === ",")
    tokens.complain(
      "Unexpected comma after argument",
      `Argument definitions must be separated by newlines, not commas. ${detail}`,
      end.range,
    );
  else tokens.complain("Missing newline after argument", detail, end.range);
  tokens.recoverAfterItem();
}

function finishBlock(parser: Parser, type: Token): NativeBlock | undefined {
  const { tokens } = parser;
  const labels: string[] = [];
  const labelRanges: SourceRange[] = [];
  for (;;) {
    const token = tokens.peek();
    if (token.kind === "{") break;
    if (token.kind === '"open') {
      const [label, range] = quotedLabel(parser);
      labels.push(label);
      labelRanges.push(range);
    } else if (token.kind === "name") {
      tokens.read();
      labels.push(token.text);
      labelRanges.push(token.range);
    } else {
      complainOfHeader(parser, token);
      tokens.recoverAfterItem();
      return undefined;
    }
  }
  const open = tokens.read();
  const { kind } = tokens.peek();
  const whole = kind === "newline" || kind === "end" || kind === "}";
  const body = whole ? parseBody(parser, "}") : singleLineBody(parser, open);
  const end = tokens.peek();
  if (end.kind === "newline" || end.kind === "end") tokens.read();
  else {
    tokens.complain(
      "Missing newline after block definition",
      "A block definition must end with a newline.",
      end.range,
    );
    tokens.recoverAfterItem();
  }
  return { type: type.text, labels, body, typeRange: type.range, labelRanges, openRange: open.range };
}

function complainOfHeader({ tokens }: Parser, token: Token): void {
  const summary = "Invalid block definition";
  if (token.kind === "=")
    tokens.wrong(
      summary,
      'The equals sign "=" indicates an argument definition, and must not be used when defining a block.',
      token.range,
    );
  else if (token.kind === "newline")
    tokens.wrong(
      summary,
      'A block definition must have block content delimited by "{" and "}", starting on the same line as the block header.',
      token.range,
    );
  else
    tokens.complain(
      summary,
      'Either a quoted string block label or an opening brace ("{") is expected here.',
      token.range,
    );
}

/** `{ name = value }` on one line. */
function singleLineBody(parser: Parser, open: Token): NativeBody {
  const { tokens } = parser;
  const attributes = new Map<string, Attribute>();
  const name = tokens.read();
  const next = tokens.peek();
  if (name.kind !== "name") {
    tokens.recoverAfterItem();
    tokens.wrong(required, requiredHere, name.range);
  } else if (next.kind === "=") {
    attributes.set(name.text, finishAttribute(parser, name, true));
  } else if (next.kind === '"open' || next.kind === "{" || next.kind === "name") {
    tokens.recoverAfterItem();
    tokens.wrong(
      "Argument definition required",
      `A single-line block definition can contain only a single argument. If you meant to define argument ${quoteGo(name.text)}, use an equals sign to assign it a value. To define a nested block, place it on a line of its own within its parent block.`,
      rangeBetween(name.range, next.range),
    );
  } else {
    tokens.recoverAfterItem();
    tokens.wrong(required, equalsHint, name.range);
  }
  closeSingleLine(parser, open);
  return { kind: "native", attributes, blocks: [], range: rangeBetween(name.range, tokens.previousRange()) };
}

function closeSingleLine({ tokens }: Parser, open: Token): void {
  const token = tokens.peek();
  if (token.kind === "}") {
    tokens.read();
    return;
  }
  const summary = "Invalid single-argument block definition";
  if (token.kind === ",")
    tokens.wrong(
      summary,
      "Single-line block syntax can include only one argument definition. To define multiple arguments, use the multi-line block syntax with one argument definition per line.",
      token.range,
    );
  else if (token.kind === "newline")
    tokens.wrong(
      summary,
      "An argument definition on the same line as its containing block creates a single-line block definition, which must also be closed on the same line. Place the block's closing brace immediately after the argument definition.",
      token.range,
    );
  else if (token.kind === "end") tokens.complain("Unclosed configuration block", unclosed, open.range);
  else
    tokens.complain(
      summary,
      "A single-line block definition must end with a closing brace immediately after its single argument definition.",
      token.range,
    );
  tokens.recover("}");
}

function quotedLabel({ tokens }: Parser): [label: string, range: SourceRange] {
  const open = tokens.read();
  const summary = "Invalid string literal";
  let label = "";
  for (;;) {
    const token = tokens.read();
    if (token.kind === '"close') return [label, rangeBetween(open.range, token.range)];
    if (token.kind === "quoted-text") {
      label += literalText(token, tokens.diagnostics);
    } else if (token.kind === "${" || token.kind === "%{") {
      const sign = token.text[0] ?? "";
      tokens.wrong(
        summary,
        `Template sequences are not allowed in this string. To include a literal "${sign}", double it (as "${sign}${sign}") to escape it.`,
        token.range,
      );
      tokens.recover("template-end");
    } else if (token.kind === "end") {
      tokens.wrong(
        "Unterminated string literal",
        "Unable to find the closing quote mark before the end of the file.",
        token.range,
      );
      return [label, rangeBetween(open.range, token.range)];
    } else {
      tokens.wrong(summary, "This item is not valid in a string literal.", token.range);
      tokens.recover('"close');
      return [label, rangeBetween(open.range, token.range)];
    }
  }
}
