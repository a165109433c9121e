import { quoteGo } from "../../../util/go-quote.js";
import { suggestName } from "../../../util/suggest-name.js";
import type { Expression } from "./nodes.js";
import { rangeAt, rangeBetween, type SourceRange } from "./positions.js";
import { literalText } from "./string-literal.js";
import { flushLines, joinLiterals, type TemplatePart } from "./template-parts.js";
import { TemplateTree } from "./template-tree.js";
import type { Parser } from "./token-reader.js";
import type { Token, TokenKind } from "./tokens.js";

/**
 * Parses the inside of a string, a heredoc or a bare template, up to and with the `end` token.
 *
 * @param flush whether the indentation that all lines share goes, as in `<<-EOT`
 * @param whole the range of the result, given the range of the inside
 */
export function parseTemplate(
  parser: Parser,
  end: TokenKind,
  flush: boolean,
  whole: (inside: SourceRange) => SourceRange,
): Expression {
  const found = new PartsParser(parser, end).parse();
  const parts = joinLiterals(flush ? flushLines(found.parts) : found.parts);
  const [only] = parts;
  const expressions = new TemplateTree(parser.tokens, parts, found.endRange).parse();
  const range = whole(found.range);
  if (parts.length === 1 && only?.kind === "value") return { kind: "wrap", inner: only.expression, range };
  return { kind: "template", parts: expressions, range };
}

class PartsParser {
  private readonly parts: TemplatePart[] = [];
  private readonly start: SourceRange;
  private trimNext = false;

  constructor(
    private readonly parser: Parser,
    private readonly end: TokenKind,
  ) {
    this.start = parser.tokens.peek().range;
  }

  parse(): { parts: readonly TemplatePart[]; range: SourceRange; endRange: SourceRange } {
    const { tokens } = this.parser;
    for (;;) {
      const token = tokens.read();
      if (token.kind === this.end) return this.finish(token);
      if (token.kind === "text" || token.kind === "quoted-text") {
        this.literal(token);
      } else if (token.kind === "${") {
        this.trimBefore(token);
        tokens.withNewlines(false, () => this.interpolation(token));
      } else if (token.kind === "%{") {
        this.trimBefore(token);
        tokens.withNewlines(false, () => this.directive(token));
      } else {
        tokens.complain(
          "Unterminated template string",
          "No closing marker was found for the string.",
          token.range,
        );
        return this.finish(tokens.recover(this.end));
      }
    }
  }

  private finish(token: Token): {
    parts: readonly TemplatePart[];
    range: SourceRange;
    endRange: SourceRange;
  } {
    if (this.parts.length === 0)
      this.parts.push({ kind: "text", text: "", range: rangeAt(this.start, "end") });
    return { parts: this.parts, range: rangeBetween(this.start, token.range), endRange: token.range };
  }

  private literal(token: Token): void {
    const text = literalText(token, this.parser.tokens.diagnostics);
    this.parts.push({ kind: "text", text: this.trimNext ? text.trimStart() : text, range: token.range });
    this.trimNext = false;
  }

  /** `${~` and `%{~` take the white space before them. */
  private trimBefore(token: Token): void {
    this.trimNext = false;
    const last = this.parts[this.parts.length - 1];
    if (token.text.endsWith("~") && last?.kind === "text") last.text = last.text.trimEnd();
  }

  private interpolation(open: Token): void {
    const { tokens } = this.parser;
    const expression = this.parser.expression();
    const close = tokens.peek();
    if (close.kind === "template-end") this.close();
    else {
      this.complainOfRest(close);
      tokens.recover("template-end");
    }
    this.parts.push({ kind: "value", expression, range: rangeBetween(open.range, close.range) });
  }

  private close(): void {
    this.trimNext = this.parser.tokens.read().text.startsWith("~");
  }

  private complainOfRest(close: Token): void {
    const { tokens } = this.parser;
    const unclosed = (where: string, cause: string) =>
      tokens.complain(
        "Unclosed template interpolation sequence",
        `There is no closing brace for this interpolation sequence before the end of the ${where}. This might be caused by incorrect nesting inside the ${cause}.`,
        this.start,
      );
    const extra = (detail: string) =>
      tokens.complain("Extra characters after interpolation expression", detail, close.range);
    if (close.kind === "end") unclosed("file", "given expression");
    else if (close.kind === ":")
      extra(
        'Template interpolation doesn\'t expect a colon at this location. Did you intend this to be a literal sequence to be processed as part of another language? If so, you can escape it by starting with "$${" instead of just "${".',
      );
    else if ((close.kind === '"close' || close.kind === '"open') && this.end === '"close')
      unclosed("quoted template", "given expression");
    else
      extra(
        'Expected a closing brace to end the interpolation expression, but found extra characters.\n\nThis can happen when you include interpolation syntax for another language, such as shell scripting, but forget to escape the interpolation start token. If this is an embedded sequence for another language, escape it by starting with "$${" instead of just "${".',
      );
  }

  private directive(open: Token): void {
    const { tokens } = this.parser;
    const word = tokens.peek();
    if (word.kind !== "name") {
      tokens.complain(
        "Invalid template directive",
        'A template directive keyword ("if", "for", etc) is expected at the beginning of a %{ sequence.',
        word.range,
      );
      tokens.recover("template-end");
      return;
    }
    tokens.read();
    if (!this.directivePart(open, word)) {
      tokens.recover("template-end");
      return;
    }
    const close = tokens.peek();
    if (close.kind === "template-end") {
      this.close();
      return;
    }
    tokens.complain(
      `Extra characters in ${word.text} marker`,
      "Expected a closing brace to end the sequence, but found extra characters.",
      close.range,
    );
    tokens.recover("template-end");
  }

  private directivePart(open: Token, word: Token): boolean {
    const { tokens } = this.parser;
    const range = () => rangeBetween(open.range, tokens.peek().range);
    switch (word.text) {
      case "if": {
        const condition = this.parser.expression();
        this.parts.push({ kind: "if", condition, range: range() });
        return true;
      }
      case "for":
        return this.forDirective(range);
      case "else":
      case "endif":
      case "endfor":
        this.parts.push({ kind: word.text, range: range() });
        return true;
      default: {
        const near = suggestName(word.text, ["if", "for", "else", "endif", "endfor"]);
        const hint = near === undefined ? "" : ` Did you mean ${quoteGo(near)}?`;
        tokens.complain(
          "Invalid template control keyword",
          `${quoteGo(word.text)} is not a valid template control keyword.${hint}`,
          word.range,
        );
        return false;
      }
    }
  }

  private forDirective(range: () => SourceRange): boolean {
    const { tokens } = this.parser;
    const complain = (detail: string) => {
      tokens.complain("Invalid 'for' directive", detail, tokens.peek().range);
      return false;
    };
    if (tokens.peek().kind !== "name") return complain("For directive requires variable name after 'for'.");
    let keyName: string | undefined;
    let valueName = tokens.read().text;
    if (tokens.peek().kind === ",") {
      tokens.read();
      if (tokens.peek().kind !== "name")
        return complain("For directive requires value variable name after comma.");
      keyName = valueName;
      valueName = tokens.read().text;
    }
    const word = tokens.peek();
    if (word.kind !== "name" || word.text !== "in")
      return complain("For directive requires 'in' keyword after names.");
    tokens.read();
    const collection = this.parser.expression();
    this.parts.push({ kind: "for", keyName, valueName, collection, range: range() });
    return true;
  }
}
