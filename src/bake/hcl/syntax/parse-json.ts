import { quoteGo } from "../../../util/go-quote.js";
import { suggestName } from "../../../util/suggest-name.js";
import { parseFloatText } from "../values/float-text.js";
import { boolValue, nullValue, numberValue } from "../values/value.js";
import { type Diagnostic, HclError, throwIfAny } from "./diagnostics.js";
import { type JsonToken, tokenizeJson } from "./json-tokens.js";
import type { JsonMember, JsonSyntax, JsonSyntaxString, ParsedExpression } from "./nodes.js";
import { parseTemplateText } from "./parse.js";
import { type Position, rangeBetween, type SourceRange } from "./positions.js";

const maxDepth = 500;
const starts = "A JSON value must start with a brace, a bracket, a number, a string, or a keyword.";

/**
 * Parses a file in the JSON form.
 *
 * @throws HclError with everything that is wrong in it.
 */
export function parseJsonFile(text: string, file: string): JsonSyntax {
  const parser = new JsonParser(tokenizeJson(text, file));
  const node = parser.value(0);
  const { diagnostics } = parser;
  const next = parser.peek();
  if (diagnostics.length === 0 && next.kind !== "end")
    parser.wrong("Extraneous data after value", "Extra characters appear after the JSON value.", next.range);
  if (node?.kind !== "object" && node?.kind !== "array")
    parser.wrong(
      "Root value must be object",
      "The root value in a JSON-based configuration must be either a JSON object or a JSON array of objects.",
      node?.range ?? parser.first,
    );
  throwIfAny(diagnostics);
  if (node === undefined) throw new HclError(diagnostics);
  return node;
}

class JsonParser {
  readonly diagnostics: Diagnostic[] = [];
  private at = 0;

  constructor(private readonly tokens: readonly JsonToken[]) {}

  get first(): SourceRange {
    return this.token(0).range;
  }

  peek(): JsonToken {
    return this.token(this.at);
  }

  private read(): JsonToken {
    const token = this.peek();
    if (token.kind !== "end") this.at++;
    return token;
  }

  private token(at: number): JsonToken {
    const token = this.tokens[at];
    if (token === undefined) throw new RangeError("no tokens");
    return token;
  }

  wrong(summary: string, detail: string, subject: SourceRange): undefined {
    this.diagnostics.push({ summary, detail, subject });
    return undefined;
  }

  /** A value, or undefined after noting what is wrong. */
  value(depth: number): JsonSyntax | undefined {
    const { kind, range } = this.peek();
    if (depth > maxDepth)
      throw new HclError([
        {
          summary: "Nesting too deep",
          detail: `JSON may be nested at most ${maxDepth} levels deep.`,
          subject: range,
        },
      ]);
    if (kind === "{") return this.object(depth);
    if (kind === "[") return this.array(depth);
    if (kind === "number") return this.number();
    if (kind === "string") return this.string();
    if (kind === "word") return this.word();
    if (kind === "}") return this.wrong("Missing JSON value", starts, range);
    if (kind === "]") return this.wrong("Missing array element value", starts, range);
    if (kind === "end") return this.wrong("Missing value", "The JSON data ends prematurely.", range);
    return this.wrong("Invalid start of value", starts, range);
  }

  private object(depth: number): JsonSyntax | undefined {
    const open = this.read();
    const members: JsonMember[] = [];
    while (this.peek().kind !== "}") {
      const key = this.value(depth + 1);
      if (key === undefined) return undefined;
      if (key.kind !== "string")
        return this.wrong(
          "Invalid object property name",
          "A JSON object property name must be a string",
          key.range,
        );
      const colon = this.read();
      if (colon.kind !== ":") return this.missingColon(colon);
      const value = this.value(depth + 1);
      if (value === undefined) return undefined;
      members.push({ name: key, value });
      if (this.peek().kind === ",") {
        const comma = this.read();
        if (this.peek().kind === "}")
          return this.wrong(
            "Trailing comma in object",
            "JSON does not permit a trailing comma after the final property in an object.",
            comma.range,
          );
      } else if (this.peek().kind !== "}") {
        return this.badMemberEnd(open);
      }
    }
    const { range: closeRange } = this.read();
    const range = rangeBetween(open.range, closeRange);
    return { kind: "object", members, openRange: open.range, closeRange, range };
  }

  private missingColon(colon: JsonToken): undefined {
    this.skipTo("{", "}", colon);
    if (colon.kind === "}" || colon.kind === ",")
      return this.wrong(
        "Missing object value",
        "A JSON object attribute must have a value, introduced by a colon.",
        colon.range,
      );
    const detail =
      colon.kind === "="
        ? "JSON uses a colon as its name/value delimiter, not an equals sign."
        : "A colon must appear between an object property's name and its value.";
    return this.wrong("Missing property value colon", detail, colon.range);
  }

  private badMemberEnd(open: JsonToken): undefined {
    const { kind } = this.peek();
    if (kind === "end")
      return this.wrong("Unclosed object", "No closing brace was found for this JSON object.", open.range);
    if (kind === "]") {
      this.read();
      const detail = "A JSON object must be closed with a brace, not a bracket.";
      return this.wrong("Mismatched braces", detail, this.peek().range);
    }
    this.skipTo("{", "}", this.read());
    return this.wrong(
      "Missing attribute seperator comma",
      "A comma must appear between each property definition in an object.",
      this.peek().range,
    );
  }

  private array(depth: number): JsonSyntax | undefined {
    const open = this.read();
    const elements: JsonSyntax[] = [];
    while (this.peek().kind !== "]") {
      const value = this.value(depth + 1);
      if (value === undefined) return undefined;
      elements.push(value);
      if (this.peek().kind === ",") {
        const comma = this.read();
        if (this.peek().kind === "]")
          return this.wrong(
            "Trailing comma in array",
            "JSON does not permit a trailing comma after the final value in an array.",
            comma.range,
          );
      } else if (this.peek().kind !== "]") {
        return this.badElementEnd(open);
      }
    }
    const close = this.read();
    return { kind: "array", elements, openRange: open.range, range: rangeBetween(open.range, close.range) };
  }

  private badElementEnd(open: JsonToken): undefined {
    const bad = this.read();
    this.skipTo("[", "]", bad);
    const { range } = this.peek();
    if (bad.kind === ":")
      return this.wrong(
        "Invalid array value",
        "A colon is not used to introduce values in a JSON array.",
        range,
      );
    if (bad.kind === "end")
      return this.wrong("Unclosed object", "No closing bracket was found for this JSON array.", open.range);
    if (bad.kind === "}")
      return this.wrong(
        "Mismatched brackets",
        "A JSON array must be closed with a bracket, not a brace.",
        range,
      );
    return this.wrong(
      "Missing attribute seperator comma",
      "A comma must appear between each value in an array.",
      range,
    );
  }

  /** Skips to after the bracket that closes the one we are in. */
  private skipTo(opener: string, closer: string, from: JsonToken): void {
    let open = 1;
    for (let token = from; token.kind !== "end"; token = this.read()) {
      if (token.kind === opener) open++;
      else if (token.kind === closer && --open <= 1) return;
    }
  }

  private number(): JsonSyntax | undefined {
    const { text, range } = this.read();
    const number = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text)
      ? parseFloatText(text)
      : undefined;
    if (number === undefined)
      return this.wrong("Invalid JSON number", "There is a syntax error in the given JSON number.", range);
    return { kind: "primitive", value: numberValue(number), range };
  }

  private string(): JsonSyntaxString | undefined {
    const { text, range } = this.read();
    try {
      return stringNode(String(JSON.parse(text)).replace(/\p{Surrogate}/gu, "\ufffd"), range);
    } catch {
      return this.wrong("Invalid JSON string", "There is a syntax error in the given JSON string.", range);
    }
  }

  private word(): JsonSyntax | undefined {
    const { text, range } = this.read();
    if (text === "true" || text === "false")
      return { kind: "primitive", value: boolValue(text === "true"), range };
    if (text === "null") return { kind: "primitive", value: nullValue(), range };
    const near = suggestName(text, ["false", "true", "null"]);
    const detail = ["undefined", "NaN", "Infinity"].includes(text)
      ? `The JavaScript identifier ${quoteGo(text)} cannot be used in JSON.`
      : `${quoteGo(text)} is not a valid JSON keyword.${near === undefined ? "" : ` Did you mean ${quoteGo(near)}?`}`;
    return this.wrong("Invalid JSON keyword", detail, range);
  }
}

function stringNode(text: string, range: SourceRange): JsonSyntaxString {
  const start: Position = {
    line: range.start.line,
    column: range.start.column + 1,
    byte: range.start.byte + 1,
  };
  let parsed: ParsedExpression | undefined;
  const template = () => {
    parsed ??= parseTemplateText(text, range.file, start);
    return parsed;
  };
  return { kind: "string", text, template, range };
}
