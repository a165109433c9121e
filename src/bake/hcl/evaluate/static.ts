import type { Call, Expression, For, JsonSyntax, TraversalStep } from "../syntax/nodes.js";
import { parseExpressionText } from "../syntax/parse.js";
import type { SourceRange } from "../syntax/positions.js";

/** A variable that an expression uses, with the steps into it that follow. */
export interface Reference {
  readonly name: string;
  readonly steps: readonly TraversalStep[];
  readonly range: SourceRange;
}

/** The bare word that an expression is, in the JSON form a string of one; undefined for anything else. */
export function keywordOf(expression: Expression): string | undefined {
  const node = unwrapJson(expression);
  if (node.kind === "scope" && node.steps.length === 0) return node.name;
  if (node.kind !== "literal") return undefined;
  const { data } = node.value;
  return data === null || typeof data === "boolean" ? String(data) : undefined;
}

/** The call that an expression is, in the JSON form a string of one; undefined for anything else. */
export function callOf(expression: Expression): Call | undefined {
  const node = unwrapJson(expression);
  return node.kind === "call" ? node : undefined;
}

/** A string of the JSON form, read as an expression rather than as a template. */
function unwrapJson(expression: Expression): Expression {
  if (expression.kind !== "json" || expression.node.kind !== "string") return expression;
  const { text, range } = expression.node;
  const parsed = parseExpressionText(text, range.file, range.start);
  return parsed.diagnostics.length === 0 ? parsed.expression : expression;
}

/** The elements of an expression that is a tuple; undefined for anything else. */
export function elementsOfTuple(expression: Expression): readonly Expression[] | undefined {
  if (expression.kind === "tuple") return expression.elements;
  if (expression.kind !== "json" || expression.node.kind !== "array") return undefined;
  return expression.node.elements.map(jsonExpression);
}

/** The keys and values of an expression that is an object; undefined for anything else. */
export function itemsOfObject(
  expression: Expression,
): readonly { readonly key: Expression; readonly value: Expression }[] | undefined {
  if (expression.kind === "object") return expression.items;
  if (expression.kind !== "json" || expression.node.kind !== "object") return undefined;
  return expression.node.members.map(({ name, value }) => ({
    key: jsonExpression(name),
    value: jsonExpression(value),
  }));
}

/** A value of the JSON form as an expression. */
export function jsonExpression(node: JsonSyntax): Expression {
  return { kind: "json", node, range: node.range };
}

/** The variables that an expression uses, in order; not the names that `for` gives. */
export function referencesIn(expression: Expression): readonly Reference[] {
  const found: Reference[] = [];
  walk(expression, (node, hidden) => {
    if (node.kind === "scope" && !hidden(node.name))
      found.push({ name: node.name, steps: node.steps, range: node.range });
  });
  return found;
}

/** The names of the functions that an expression calls, in order. */
export function callsIn(expression: Expression): readonly string[] {
  const found: string[] = [];
  walk(expression, (node) => {
    if (node.kind === "call") found.push(node.name);
  });
  return found;
}

interface Hidden {
  readonly names: readonly string[];
  readonly outer: Hidden | undefined;
}

/** Visits all parts of an expression, in the order of the text, without recursion. */
function walk(root: Expression, visit: (node: Expression, hidden: (name: string) => boolean) => void): void {
  const open: { node: Expression; hidden: Hidden | undefined }[] = [{ node: root, hidden: undefined }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { node, hidden } = next;
    visit(node, (name) => isHidden(hidden, name));
    const parts =
      node.kind === "for" ? forParts(node, hidden) : partsOf(node).map((part) => ({ node: part, hidden }));
    open.push(...parts.reverse());
  }
}

function isHidden(hidden: Hidden | undefined, name: string): boolean {
  for (let scope = hidden; scope !== undefined; scope = scope.outer)
    if (scope.names.includes(name)) return true;
  return false;
}

function forParts(node: For, outer: Hidden | undefined): { node: Expression; hidden: Hidden | undefined }[] {
  const names = node.keyName === undefined ? [node.valueName] : [node.keyName, node.valueName];
  const inner = [node.key, node.value, node.condition].flatMap((part) => part ?? []);
  return [
    { node: node.collection, hidden: outer },
    ...inner.map((part) => ({ node: part, hidden: { names, outer } })),
  ];
}

function partsOf(node: Expression): Expression[] {
  switch (node.kind) {
    case "parentheses":
    case "wrap":
      return [node.inner];
    case "relative":
      return [node.source];
    case "call":
      return [...node.arguments];
    case "conditional":
      return [node.condition, node.whenTrue, node.whenFalse];
    case "index":
      return [node.collection, node.key];
    case "tuple":
      return [...node.elements];
    case "object":
      return node.items.flatMap(({ key, value }) => (keywordOf(key) === undefined ? [key, value] : [value]));
    case "splat":
      return [node.source, node.each];
    case "binary":
      return [node.left, node.right];
    case "unary":
      return [node.operand];
    case "template":
      return [...node.parts];
    case "join":
      return [node.tuple];
    case "json":
      return jsonParts(node.node);
    default:
      return [];
  }
}

function jsonParts(node: JsonSyntax): Expression[] {
  if (node.kind === "array") return node.elements.map(jsonExpression);
  if (node.kind === "object")
    return node.members.flatMap(({ name, value }) => [jsonExpression(name), jsonExpression(value)]);
  if (node.kind !== "string") return [];
  const { expression, diagnostics } = node.template();
  return diagnostics.length === 0 ? [expression] : [];
}
