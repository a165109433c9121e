import { stringValue } from "../values/value.js";
import type { Expression } from "./nodes.js";
import { placeholder } from "./placeholder.js";
import { rangeAt, rangeBetween, rangeText, type SourceRange } from "./positions.js";
import type { TemplatePart } from "./template-parts.js";
import type { TokenReader } from "./token-reader.js";

const unbalanced = "The control directives within this template are unbalanced.";

/** Puts the parts of a template together: what stands between `%{ if }` and `%{ endif }`, `%{ for }` and `%{ endfor }`. */
export class TemplateTree {
  private at = 0;

  constructor(
    private readonly tokens: TokenReader,
    private readonly parts: readonly TemplatePart[],
    private readonly end: SourceRange,
  ) {}

  /** The expressions whose results make up the template. */
  parse(): readonly Expression[] {
    const expressions: Expression[] = [];
    while (this.at < this.parts.length) expressions.push(this.tokens.nested(() => this.part()));
    return expressions;
  }

  private part(): Expression {
    const part = this.parts[this.at++];
    if (part === undefined) return placeholder(this.end);
    if (part.kind === "text") return { kind: "literal", value: stringValue(part.text), range: part.range };
    if (part.kind === "value") return part.expression;
    if (part.kind === "if") return this.conditional(part.condition, part.range);
    if (part.kind === "for") return this.loop(part);
    return this.wrong(`Unexpected ${part.kind} directive`, unbalanced, part.range);
  }

  private wrong(summary: string, detail: string, range: SourceRange): Expression {
    this.tokens.wrong(summary, detail, range);
    return placeholder(range);
  }

  private conditional(condition: Expression, range: SourceRange): Expression {
    const yes: Expression[] = [];
    const no: Expression[] = [];
    let current = yes;
    for (;;) {
      const part = this.parts[this.at];
      if (part === undefined) return this.unclosed("if", range);
      if (part.kind === "endif") {
        this.at++;
        const whenTrue = joined(yes, rangeAt(range, "end"));
        const whenFalse = joined(no, rangeAt(part.range, "start"));
        return {
          kind: "conditional",
          condition,
          whenTrue,
          whenFalse,
          range: rangeBetween(range, part.range),
        };
      }
      if (part.kind === "else" || part.kind === "endfor") {
        this.at++;
        if (part.kind === "else" && current === yes) {
          current = no;
          continue;
        }
        const detail =
          part.kind === "else"
            ? `Already in the else clause for the if started at ${rangeText(range)}.`
            : `Expecting an endif directive for the if started at ${rangeText(range)}.`;
        return this.wrong(`Unexpected ${part.kind} directive`, detail, part.range);
      }
      current.push(this.tokens.nested(() => this.part()));
    }
  }

  private loop(start: TemplatePart & { kind: "for" }): Expression {
    const content: Expression[] = [];
    const { keyName, valueName, collection, range: openRange } = start;
    for (;;) {
      const part = this.parts[this.at];
      if (part === undefined) return this.unclosed("for", openRange);
      if (part.kind === "endfor") {
        this.at++;
        const value = joined(content, rangeAt(openRange, "end"));
        const range = rangeBetween(openRange, part.range);
        const rest = { key: undefined, condition: undefined, group: false, range, openRange };
        return {
          kind: "join",
          tuple: { kind: "for", keyName, valueName, collection, value, ...rest },
          range,
        };
      }
      if (part.kind === "else" || part.kind === "endif") {
        this.at++;
        const detail =
          part.kind === "else"
            ? "An else clause is not expected for a for directive."
            : `Expecting an endfor directive corresponding to the for directive at ${rangeText(openRange)}.`;
        return this.wrong(`Unexpected ${part.kind} directive`, detail, part.range);
      }
      content.push(this.tokens.nested(() => this.part()));
    }
  }

  private unclosed(word: string, range: SourceRange): Expression {
    return this.wrong(
      "Unexpected end of template",
      `The ${word} directive at ${rangeText(range)} is missing its corresponding end${word} directive.`,
      this.end,
    );
  }
}

function joined(parts: Expression[], emptyRange: SourceRange): Expression {
  if (parts.length === 0) parts.push({ kind: "literal", value: stringValue(""), range: emptyRange });
  const first = parts[0]?.range ?? emptyRange;
  const last = parts[parts.length - 1]?.range ?? emptyRange;
  return { kind: "template", parts, range: rangeBetween(first, last) };
}
