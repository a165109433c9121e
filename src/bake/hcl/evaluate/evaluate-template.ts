import type { Template, TemplateJoin } from "../syntax/nodes.js";
import type { SourceRange } from "../syntax/positions.js";
import { convert } from "../values/convert.js";
import { stringType } from "../values/types.js";
import {
  elementsOf,
  isKnown,
  isNull,
  stringValue,
  textOf,
  unknownValue,
  type Value,
} from "../values/value.js";
import { type Context, valueErrorMessage, wrong } from "./context.js";

const summary = "Invalid template interpolation value";

/** Evaluates a template: its parts as strings, joined. */
export function evaluateTemplate(node: Template, context: Context): Value {
  const texts: string[] = [];
  let known = true;
  for (const part of node.parts) {
    const value = context.evaluate(part, context);
    const text = partText(
      value,
      "The expression result is null. Cannot include a null value in a string template.",
      "Cannot include the given value in a string template",
      part.range,
      context,
    );
    if (text === undefined) known &&= isKnown(value);
    else texts.push(text);
  }
  return known ? joined(texts, node.range, context) : unknownValue(stringType);
}

/** Evaluates a template's `%{ for }`. */
export function evaluateJoin(node: TemplateJoin, context: Context): Value {
  const tuple = context.evaluate(node.tuple, context);
  if (!isKnown(tuple)) return unknownValue(stringType);
  const texts: string[] = [];
  for (const value of elementsOf(tuple)) {
    const text = partText(
      value,
      "An iteration result is null. Cannot include a null value in a string template.",
      "Cannot include one of the interpolation results into the string template",
      node.range,
      context,
    );
    if (text !== undefined) texts.push(text);
    else if (!isKnown(value)) return unknownValue(stringType);
  }
  return joined(texts, node.range, context);
}

function partText(
  value: Value,
  whenNull: string,
  whenWrong: string,
  range: SourceRange,
  context: Context,
): string | undefined {
  if (isNull(value)) {
    wrong(context, summary, whenNull, range);
    return undefined;
  }
  if (!isKnown(value)) return undefined;
  try {
    return textOf(convert(value, stringType));
  } catch (error) {
    wrong(context, summary, `${whenWrong}: ${valueErrorMessage(error)}.`, range);
    return undefined;
  }
}

function joined(texts: readonly string[], range: SourceRange, context: Context): Value {
  const length = texts.reduce((sum, text) => sum + text.length, 0);
  context.scope.budget.spend(length >> 2, range);
  return stringValue(texts.join(""));
}
