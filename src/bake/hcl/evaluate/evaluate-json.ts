import { quoteGo } from "../../../util/go-quote.js";
import type { JsonSyntax, JsonSyntaxObject, JsonSyntaxString } from "../syntax/nodes.js";
import { rangeText, type SourceRange } from "../syntax/positions.js";
import { convert } from "../values/convert.js";
import { stringType } from "../values/types.js";
import {
  isKnown,
  isNull,
  objectValue,
  textOf,
  tupleValue,
  unknownValue,
  type Value,
} from "../values/value.js";
import { type Context, valueErrorMessage, wrong } from "./context.js";

/** Evaluates a value of the JSON form: strings and names of members are templates. */
export function evaluateJson(node: JsonSyntax, context: Context): Value {
  context.scope.budget.spend(1, node.range);
  if (node.kind === "primitive") return node.value;
  if (node.kind === "string") return evaluateText(node, context);
  if (node.kind === "array")
    return tupleValue(node.elements.map((element) => evaluateJson(element, context)));
  return evaluateMembers(node, context);
}

function evaluateText(node: JsonSyntaxString, context: Context): Value {
  const { expression, diagnostics } = node.template();
  if (diagnostics.length > 0) {
    context.diagnostics.push(...diagnostics);
    return unknownValue();
  }
  return context.evaluate(expression, context);
}

function evaluateMembers(node: JsonSyntaxObject, context: Context): Value {
  const attributes = new Map<string, Value>();
  const ranges = new Map<string, SourceRange>();
  let known = true;
  for (const member of node.members) {
    const key = evaluateText(member.name, context);
    const value = evaluateJson(member.value, context);
    const name = memberName(key, member.name.range, context);
    if (name === undefined) {
      if (!isKnown(key)) known = false;
      continue;
    }
    const earlier = ranges.get(name);
    if (earlier !== undefined) {
      const detail = `An attribute named ${quoteGo(name)} was already defined at ${rangeText(earlier)}.`;
      wrong(context, "Duplicate object attribute", detail, member.name.range);
      continue;
    }
    attributes.set(name, value);
    ranges.set(name, member.name.range);
  }
  return known ? objectValue(attributes) : unknownValue();
}

function memberName(key: Value, range: SourceRange, context: Context): string | undefined {
  const summary = "Invalid object key expression";
  try {
    const text = convert(key, stringType);
    if (isNull(text)) wrong(context, summary, "Cannot use null value as an object key.", range);
    return isNull(text) || !isKnown(text) ? undefined : textOf(text);
  } catch (error) {
    wrong(
      context,
      summary,
      `Cannot use this expression as an object key: ${valueErrorMessage(error)}.`,
      range,
    );
    return undefined;
  }
}
