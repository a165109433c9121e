import { falseValue, nullValue, trueValue } from "../values/value.js";
import { throwIfAny } from "./diagnostics.js";
import { tokenize } from "./lexer.js";
import type { Expression, NativeBody, ParsedExpression } from "./nodes.js";
import { parseBody } from "./parse-body.js";
import { parseCall } from "./parse-call.js";
import { parseObject, parseTuple } from "./parse-collections.js";
import { parseOperations } from "./parse-operators.js";
import { parseTemplate } from "./parse-template.js";
import { numberLiteral, parseTraversals } from "./parse-traversal.js";
import { placeholder } from "./placeholder.js";
import { type Position, rangeBetween } from "./positions.js";
import { opposite, type Parser, TokenReader } from "./token-reader.js";

/**
 * Parses a file in native syntax.
 *
 * @throws HclError with everything that is wrong in it.
 */
export function parseNativeBody(text: string, file: string): NativeBody {
  const parser = new ExpressionParser(new TokenReader(tokenize(text, file, "code")));
  const body = parseBody(parser, "end");
  throwIfAny(parser.tokens.allDiagnostics());
  return body;
}

/** Parses a text that is one expression. `start` is where it stands in its file. */
export function parseExpressionText(text: string, file: string, start: Position): ParsedExpression {
  const tokens = new TokenReader(tokenize(text, file, "code", start));
  const parser = new ExpressionParser(tokens);
  const expression = tokens.withNewlines(false, () => {
    const parsed = parser.expression();
    const next = tokens.peek();
    if (next.kind !== "end")
      tokens.complain(
        "Extra characters after expression",
        "An expression was successfully parsed, but extra characters were found after it.",
        next.range,
      );
    return parsed;
  });
  return { expression, diagnostics: tokens.allDiagnostics() };
}

/** Parses a text that is the inside of a string. `start` is where it stands in its file. */
export function parseTemplateText(text: string, file: string, start: Position): ParsedExpression {
  const tokens = new TokenReader(tokenize(text, file, "template", start));
  const parser = new ExpressionParser(tokens);
  const expression = parseTemplate(parser, "end", false, (inside) => inside);
  return { expression, diagnostics: tokens.allDiagnostics() };
}

class ExpressionParser implements Parser {
  constructor(readonly tokens: TokenReader) {}

  expression(): Expression {
    return this.tokens.nested(() => parseOperations(this, this.operand));
  }

  private readonly operand = (): Expression => parseTraversals(this, this.term());

  private term(): Expression {
    const { tokens } = this;
    const { kind } = tokens.peek();
    if (kind === "(") return this.parentheses();
    if (kind === "number") return this.number();
    if (kind === "name") return this.name();
    if (kind === '"open' || kind === "heredoc-open") return this.template();
    if (kind === "-" || kind === "!") return tokens.nested(() => this.unary(kind));
    if (kind === "[") return parseTuple(this);
    if (kind === "{") return parseObject(this);
    const { range } = tokens.peek();
    if (kind === "end")
      tokens.complain(
        "Missing expression",
        "Expected the start of an expression, but found the end of the file.",
        range,
      );
    else
      tokens.complain(
        "Invalid expression",
        "Expected the start of an expression, but found an invalid expression token.",
        range,
      );
    tokens.recovering = true;
    return placeholder(range);
  }

  private parentheses(): Expression {
    const { tokens } = this;
    const open = tokens.read();
    const before = tokens.diagnostics.length;
    return tokens.withNewlines(false, () => {
      const inner = this.expression();
      if (tokens.diagnostics.length > before) {
        tokens.recover(")");
        return inner;
      }
      const close = tokens.peek();
      if (close.kind !== ")") {
        tokens.wrong(
          "Unbalanced parentheses",
          "Expected a closing parenthesis to terminate the expression.",
          close.range,
        );
        tokens.recovering = true;
      }
      return { kind: "parentheses", inner, range: rangeBetween(open.range, tokens.read().range) };
    });
  }

  private number(): Expression {
    const token = this.tokens.read();
    return { kind: "literal", value: numberLiteral(this, token), range: token.range };
  }

  private name(): Expression {
    const token = this.tokens.read();
    const { text, range } = token;
    const { kind } = this.tokens.peek();
    if (kind === "(" || kind === "::") return parseCall(this, token);
    if (text === "true") return { kind: "literal", value: trueValue, range };
    if (text === "false") return { kind: "literal", value: falseValue, range };
    if (text === "null") return { kind: "literal", value: nullValue(), range };
    return { kind: "scope", name: text, nameRange: range, steps: [], range };
  }

  private template(): Expression {
    const { tokens } = this;
    const open = tokens.read();
    const flush = open.text.startsWith("<<-");
    return parseTemplate(this, opposite(open.kind), flush, () =>
      rangeBetween(open.range, tokens.previousRange()),
    );
  }

  private unary(operator: "-" | "!"): Expression {
    const symbol = this.tokens.read();
    const operand = this.operand();
    const range = rangeBetween(symbol.range, operand.range);
    return { kind: "unary", operator, operand, symbolRange: symbol.range, range };
  }
}
