import type { Expression } from "./nodes.js";
import { placeholder } from "./placeholder.js";
import { rangeBetween, type SourceRange } from "./positions.js";
import type { Parser } from "./token-reader.js";
import type { Token } from "./tokens.js";

const summary = "Invalid 'for' expression";

/** Parses what follows the bracket that opens `[for …]` or `{for …}`. */
export function parseFor(parser: Parser, open: Token): Expression {
  return parser.tokens.withNewlines(false, () => new ForParser(parser, open).parse());
}

class ForParser {
  private readonly close: "}" | "]";

  constructor(
    private readonly parser: Parser,
    private readonly open: Token,
  ) {
    this.close = open.kind === "{" ? "}" : "]";
  }

  parse(): Expression {
    const { parser } = this;
    const { tokens } = parser;
    tokens.read();
    const names = this.names();
    if (names === undefined) return this.giveUp();
    const before = tokens.diagnostics.length;
    const collection = parser.expression();
    if (tokens.failedSince(before)) return this.giveUp();
    if (tokens.peek().kind !== ":")
      return this.giveUp("For expression requires a colon after the collection expression.");
    tokens.read();
    let key: Expression | undefined;
    let value = parser.expression();
    if (tokens.peek().kind === "=>") {
      tokens.read();
      key = value;
      value = parser.expression();
    }
    if (tokens.failedSince(before)) return this.giveUp();
    const ellipsis = tokens.peek().kind === "..." ? tokens.read() : undefined;
    const condition = isWord(tokens.peek(), "if") ? this.condition() : undefined;
    if (tokens.failedSince(before)) return this.giveUp();
    const range = rangeBetween(this.open.range, this.end().range);
    this.checkShape(key, value, ellipsis?.range);
    const group = ellipsis !== undefined;
    return {
      kind: "for",
      ...names,
      collection,
      key,
      value,
      condition,
      group,
      range,
      openRange: this.open.range,
    };
  }

  private names(): { keyName: string | undefined; valueName: string } | undefined {
    const { tokens } = this.parser;
    const first = this.name("For expression requires variable name after 'for'.");
    if (first === undefined) return undefined;
    let second: string | undefined;
    if (tokens.peek().kind === ",") {
      tokens.read();
      second = this.name("For expression requires value variable name after comma.");
      if (second === undefined) return undefined;
    }
    if (!isWord(tokens.peek(), "in")) {
      this.complain("For expression requires the 'in' keyword after its name declarations.");
      return undefined;
    }
    tokens.read();
    return second === undefined
      ? { keyName: undefined, valueName: first }
      : { keyName: first, valueName: second };
  }

  private name(complaint: string): string | undefined {
    const { tokens } = this.parser;
    if (tokens.peek().kind === "name") return tokens.read().text;
    this.complain(complaint);
    return undefined;
  }

  private condition(): Expression {
    this.parser.tokens.read();
    return this.parser.expression();
  }

  private end(): Token {
    const { tokens } = this.parser;
    if (tokens.peek().kind === this.close) return tokens.read();
    this.complain("Extra characters after the end of the 'for' expression.");
    return tokens.recover(this.close);
  }

  private checkShape(
    key: Expression | undefined,
    value: Expression,
    ellipsis: SourceRange | undefined,
  ): void {
    const { tokens } = this.parser;
    if (this.close === "}") {
      if (key === undefined)
        tokens.wrong(summary, "Key expression is required when building an object.", value.range);
      return;
    }
    if (key !== undefined)
      tokens.wrong(summary, "Key expression is not valid when building a tuple.", key.range);
    if (ellipsis !== undefined)
      tokens.wrong(summary, "Grouping ellipsis (...) cannot be used when building a tuple.", ellipsis);
  }

  private complain(detail: string): void {
    const { tokens } = this.parser;
    tokens.complain(summary, detail, tokens.peek().range);
  }

  private giveUp(complaint?: string): Expression {
    if (complaint !== undefined) this.complain(complaint);
    return placeholder(rangeBetween(this.open.range, this.parser.tokens.recover(this.close).range));
  }
}

function isWord(token: Token, word: string): boolean {
  return token.kind === "name" && token.text === word;
}
