import type { Value } from "../values/value.js";
import type { Diagnostic } from "./diagnostics.js";
import type { SourceRange } from "./positions.js";

/** A file or the contents of a block in native syntax. */
export interface NativeBody {
  readonly kind: "native";
  readonly attributes: ReadonlyMap<string, Attribute>;
  readonly blocks: readonly NativeBlock[];
  readonly range: SourceRange;
}

/** `name = expression`. */
export interface Attribute {
  readonly name: string;
  readonly expression: Expression;
  readonly range: SourceRange;
  readonly nameRange: SourceRange;
}

/** `type "label" { … }`. */
export interface NativeBlock {
  readonly type: string;
  readonly labels: readonly string[];
  readonly body: NativeBody;
  readonly typeRange: SourceRange;
  readonly labelRanges: readonly SourceRange[];
  readonly openRange: SourceRange;
}

/** Anything that has a value. `range` is all of it, `startRange` the part that messages point at when it is long. */
export type Expression =
  | Literal
  | Parentheses
  | ScopeTraversal
  | RelativeTraversal
  | Call
  | Conditional
  | Index
  | Tuple
  | ObjectExpression
  | For
  | Splat
  | SplatItem
  | Binary
  | Unary
  | Template
  | TemplateJoin
  | TemplateWrap
  | JsonExpression;

interface Node {
  readonly range: SourceRange;
}

/** A number, a truth value, null, or the text between the interpolations of a template. */
export interface Literal extends Node {
  readonly kind: "literal";
  readonly value: Value;
}

/** `(inner)`. */
export interface Parentheses extends Node {
  readonly kind: "parentheses";
  readonly inner: Expression;
}

/** One step into a value: `.name`, `[key]` with a literal key, or `.0`. */
export type TraversalStep = AttributeStep | IndexStep;

/** `.name` */
export interface AttributeStep extends Node {
  readonly kind: "attribute";
  readonly name: string;
}

/** `[key]` or `.0` */
export interface IndexStep extends Node {
  readonly kind: "index";
  readonly key: Value;
}

/** A variable, and steps into it: `a.b[0]`. */
export interface ScopeTraversal extends Node {
  readonly kind: "scope";
  readonly name: string;
  readonly nameRange: SourceRange;
  readonly steps: readonly TraversalStep[];
}

/** Steps into the value of any other expression. */
export interface RelativeTraversal extends Node {
  readonly kind: "relative";
  readonly source: Expression;
  readonly steps: readonly TraversalStep[];
}

/** `name(arguments)`; with `expand` the last one was followed by `...`. */
export interface Call extends Node {
  readonly kind: "call";
  readonly name: string;
  readonly arguments: readonly Expression[];
  readonly expand: boolean;
  readonly nameRange: SourceRange;
  readonly openRange: SourceRange;
  readonly closeRange: SourceRange;
}

/** `condition ? whenTrue : whenFalse`, also `%{ if }` of a template. */
export interface Conditional extends Node {
  readonly kind: "conditional";
  readonly condition: Expression;
  readonly whenTrue: Expression;
  readonly whenFalse: Expression;
}

/** `collection[key]` with a key that has to be computed. */
export interface Index extends Node {
  readonly kind: "index";
  readonly collection: Expression;
  readonly key: Expression;
  readonly openRange: SourceRange;
  readonly bracketRange: SourceRange;
}

/** `[a, b]`. */
export interface Tuple extends Node {
  readonly kind: "tuple";
  readonly elements: readonly Expression[];
  readonly openRange: SourceRange;
}

/** `{ key = value }`. */
export interface ObjectExpression extends Node {
  readonly kind: "object";
  readonly items: readonly ObjectItem[];
  readonly openRange: SourceRange;
}

/** One entry of an object. A bare name is a key of that name unless it stands in parentheses. */
export interface ObjectItem {
  readonly key: Expression;
  readonly keyInParentheses: boolean;
  readonly value: Expression;
}

/** `[for …]` when there is no `key`, `{for …}` otherwise; also `%{ for }` of a template. */
export interface For extends Node {
  readonly kind: "for";
  readonly keyName: string | undefined;
  readonly valueName: string;
  readonly collection: Expression;
  readonly key: Expression | undefined;
  readonly value: Expression;
  readonly condition: Expression | undefined;
  readonly group: boolean;
  readonly openRange: SourceRange;
}

/** `source[*]…` or `source.*…`: `each` is evaluated for every element, which `item` stands for. */
export interface Splat extends Node {
  readonly kind: "splat";
  readonly source: Expression;
  readonly each: Expression;
  readonly item: SplatItem;
  readonly markerRange: SourceRange;
}

/** The element that a splat is at. */
export interface SplatItem extends Node {
  readonly kind: "item";
}

export type BinaryOperator =
  | "||"
  | "&&"
  | "=="
  | "!="
  | "<"
  | ">"
  | "<="
  | ">="
  | "+"
  | "-"
  | "*"
  | "/"
  | "%";

/** `left operator right`. */
export interface Binary extends Node {
  readonly kind: "binary";
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
}

/** `-operand` or `!operand`. */
export interface Unary extends Node {
  readonly kind: "unary";
  readonly operator: "-" | "!";
  readonly operand: Expression;
  readonly symbolRange: SourceRange;
}

/** A quoted string or heredoc: its parts joined as strings. */
export interface Template extends Node {
  readonly kind: "template";
  readonly parts: readonly Expression[];
}

/** The results of a template's `%{ for }`, joined. */
export interface TemplateJoin extends Node {
  readonly kind: "join";
  readonly tuple: Expression;
}

/** `"${inner}"`: the value itself, not as a string. */
export interface TemplateWrap extends Node {
  readonly kind: "wrap";
  readonly inner: Expression;
}

/** A value of the JSON form; strings and keys in it are templates. */
export interface JsonExpression extends Node {
  readonly kind: "json";
  readonly node: JsonSyntax;
}

/** JSON with positions. */
export type JsonSyntax = JsonSyntaxPrimitive | JsonSyntaxString | JsonSyntaxArray | JsonSyntaxObject;

/** A number, a truth value or null. */
export interface JsonSyntaxPrimitive extends Node {
  readonly kind: "primitive";
  readonly value: Value;
}

/** A string; `template` is what it means as an expression, `wrong` why it means nothing. */
export interface JsonSyntaxString extends Node {
  readonly kind: "string";
  readonly text: string;
  readonly template: () => ParsedExpression;
}

/** An array. */
export interface JsonSyntaxArray extends Node {
  readonly kind: "array";
  readonly elements: readonly JsonSyntax[];
  readonly openRange: SourceRange;
}

/** An object. */
export interface JsonSyntaxObject extends Node {
  readonly kind: "object";
  readonly members: readonly JsonMember[];
  readonly openRange: SourceRange;
  readonly closeRange: SourceRange;
}

/** One member of an object. */
export interface JsonMember {
  readonly name: JsonSyntaxString;
  readonly value: JsonSyntax;
}

/** An expression with what was wrong in its text. */
export interface ParsedExpression {
  readonly expression: Expression;
  readonly diagnostics: readonly Diagnostic[];
}

/** The part of an expression that a message points at. */
export function startRange(expression: Expression): SourceRange {
  let node = expression;
  for (;;) {
    if (node.kind === "conditional") node = node.condition;
    else if (node.kind === "binary") node = node.left;
    else if (node.kind === "join") node = node.tuple;
    else if (node.kind === "parentheses") node = node.inner;
    else if (node.kind === "template" && node.parts[0] !== undefined) node = node.parts[0];
    else break;
  }
  if (node.kind === "call")
    return { file: node.range.file, start: node.nameRange.start, end: node.openRange.end };
  if (node.kind === "unary") return node.symbolRange;
  if (node.kind === "splat") return node.markerRange;
  if (node.kind === "index" || node.kind === "tuple" || node.kind === "object" || node.kind === "for")
    return node.openRange;
  if (node.kind === "json" && (node.node.kind === "array" || node.node.kind === "object"))
    return node.node.openRange;
  return node.range;
}
