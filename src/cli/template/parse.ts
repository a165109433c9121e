import { quoteGo } from "../../util/go-quote.js";
import { lex, type Piece, type Token } from "./lex.js";
import type { Operand, Pipe, TemplateNode } from "./syntax.js";
import { parseError } from "./template-error.js";
import { unquoteGo } from "./unquote.js";

/**
 * Parses a template of Go's text/template: actions, pipelines, variables, `if`, `with`, `range`, `else` and `end`.
 *
 * @param functions names that may be called
 * @throws SlipwayError `invalid-argument` with Go's message.
 */
export function parseTemplate(template: string, functions: ReadonlySet<string>): readonly TemplateNode[] {
  const parser = new NodeParser(lex(template), functions);
  const { nodes, end } = parser.list();
  if (end !== undefined) throw parseError(end.line, `unexpected {{${end.word}}}`);
  return nodes;
}

interface ListEnd {
  readonly word: "end" | "else";
  readonly tokens: readonly Token[];
  readonly line: number;
}

class NodeParser {
  #next = 0;
  #line = 1;

  constructor(
    private readonly pieces: readonly Piece[],
    private readonly functions: ReadonlySet<string>,
  ) {}

  /** Nodes up to the end of the template or an `end` or `else`. */
  list(): { nodes: TemplateNode[]; end: ListEnd | undefined } {
    const nodes: TemplateNode[] = [];
    for (;;) {
      const piece = this.pieces[this.#next++];
      if (piece === undefined) return { nodes, end: undefined };
      if (piece.kind === "text") {
        nodes.push(piece);
        continue;
      }
      this.#line = piece.line;
      const [first, ...rest] = piece.tokens;
      if (first === undefined) throw parseError(piece.line, "missing value for command");
      const word = first.kind === "word" ? first.text : undefined;
      if (word === "end" || word === "else") return { nodes, end: { word, tokens: rest, line: piece.line } };
      if (word === "if" || word === "with" || word === "range") nodes.push(this.#block(word, rest));
      else nodes.push({ kind: "action", pipe: this.#pipe(piece.tokens) });
    }
  }

  #block(kind: "if" | "with" | "range", tokens: readonly Token[]): TemplateNode {
    const pipe = this.#pipe(tokens, kind);
    const { nodes: body, end } = this.list();
    if (end === undefined) throw parseError(this.#line, "unexpected EOF");
    return { kind, pipe, body, otherwise: end.word === "else" ? this.#otherwise(kind, end) : [] };
  }

  #otherwise(kind: string, { tokens, line }: ListEnd): readonly TemplateNode[] {
    const [first, ...rest] = tokens;
    if (first === undefined) {
      const { nodes, end } = this.list();
      if (end?.word !== "end")
        throw parseError(line, end === undefined ? "unexpected EOF" : "expected end; found {{else}}");
      return nodes;
    }
    if (first.kind === "word" && (first.text === "if" || first.text === "with") && kind !== "range") {
      return [this.#block(first.text, rest)];
    }
    throw parseError(line, `unexpected ${describe(first)} in else`);
  }

  #pipe(tokens: readonly Token[], context = "command"): Pipe {
    return new PipeParser(tokens, this.functions, this.#line).whole(context);
  }
}

class PipeParser {
  #next = 0;

  constructor(
    private readonly tokens: readonly Token[],
    private readonly functions: ReadonlySet<string>,
    private readonly line: number,
  ) {}

  whole(context: string): Pipe {
    if (this.tokens.length === 0) throw parseError(this.line, `missing value for ${context}`);
    const pipe = this.#pipe();
    const left = this.tokens[this.#next];
    if (left !== undefined) throw parseError(this.line, `unexpected ${describe(left)} in ${context}`);
    return pipe;
  }

  #pipe(): Pipe {
    const { variables, declares } = this.#assignment();
    const commands: Operand[][] = [];
    do commands.push(this.#command());
    while (this.#skip("|"));
    return { variables, declares, commands };
  }

  /** `$x :=`, `$x =` or `$i, $x :=` in front of a pipeline. */
  #assignment(): Pick<Pipe, "variables" | "declares"> {
    const [first, comma, second] = this.tokens.slice(this.#next);
    const pair = first?.kind === "variable" && comma?.text === "," && second?.kind === "variable";
    const names = pair ? [first.text, second.text] : first?.kind === "variable" ? [first.text] : [];
    const sign = this.tokens[this.#next + (pair ? 3 : 1)]?.text;
    if (names.length === 0 || (sign !== ":=" && sign !== "=")) return { variables: [], declares: false };
    this.#next += pair ? 4 : 2;
    return { variables: names, declares: sign === ":=" };
  }

  #command(): Operand[] {
    const operands: Operand[] = [];
    for (;;) {
      const token = this.tokens[this.#next];
      if (token === undefined || token.text === "|" || token.text === ")") break;
      operands.push(this.#operand(token));
    }
    if (operands.length === 0) throw parseError(this.line, "missing value for command");
    return operands;
  }

  #operand(token: Token): Operand {
    this.#next++;
    const base = this.#base(token);
    const fields = token.kind === "field" ? [token.text.slice(1)] : [];
    for (;;) {
      const field = this.tokens[this.#next];
      if (field?.kind !== "field" || field.spaced) break;
      fields.push(field.text.slice(1));
      this.#next++;
    }
    const chain = fields.map((name) => `.${name}`).join("");
    const source = base.kind === "dot" ? chain || "." : token.text + chain;
    return { base, fields, source, position: token.position };
  }

  #base(token: Token): Operand["base"] {
    const { kind, text } = token;
    if (kind === "field" || kind === "dot") return { kind: "dot" };
    if (kind === "variable") return { kind: "variable", name: text };
    if (kind === "string") return { kind: "literal", value: unquoteGo(text) };
    if (kind === "raw") return { kind: "literal", value: text.slice(1, -1) };
    if (kind === "char") return { kind: "literal", value: unquoteGo(text).codePointAt(0) ?? 0 };
    if (kind === "number") return { kind: "literal", value: Number(text.replace(/^\+/, "")) };
    if (text === "(") return this.#parenthesised();
    if (text === "true" || text === "false") return { kind: "literal", value: text === "true" };
    if (text === "nil") return { kind: "nil" };
    if (kind !== "word") throw parseError(this.line, `unexpected ${describe(token)} in operand`);
    if (!this.functions.has(text)) throw parseError(this.line, `function ${quoteGo(text)} not defined`);
    return { kind: "function", name: text };
  }

  #parenthesised(): Operand["base"] {
    const pipe = this.#pipe();
    if (!this.#skip(")")) throw parseError(this.line, "unclosed left paren");
    return { kind: "pipe", pipe };
  }

  #skip(sign: string): boolean {
    const found = this.tokens[this.#next]?.text === sign;
    if (found) this.#next++;
    return found;
  }
}

function describe(token: Token): string {
  return `<${token.text}>`;
}
