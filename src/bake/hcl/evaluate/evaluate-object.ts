import type { ObjectExpression, ObjectItem } from "../syntax/nodes.js";
import { convert } from "../values/convert.js";
import { stringType } from "../values/types.js";
import {
  isKnown,
  isNull,
  objectValue,
  stringValue,
  textOf,
  unknownValue,
  type Value,
} from "../values/value.js";
import { type Context, valueErrorMessage, wrong } from "./context.js";
import { keywordOf } from "./static.js";

/** Evaluates `{ key = value }`. Of two items with one key, the later counts. */
export function evaluateObject(node: ObjectExpression, context: Context): Value {
  const attributes = new Map<string, Value>();
  let known = true;
  for (const item of node.items) {
    const before = context.diagnostics.length;
    const key = evaluateKey(item, context);
    const keyFailed = context.diagnostics.length > before;
    const value = context.evaluate(item.value, context);
    const name = keyFailed ? undefined : keyText(key, item, context);
    if (name === undefined) known = false;
    else attributes.set(name, value);
  }
  return known ? objectValue(attributes) : unknownValue();
}

function evaluateKey({ key, keyInParentheses }: ObjectItem, context: Context): Value {
  if (!keyInParentheses) {
    if (key.kind === "scope" && key.steps.length > 0) {
      wrong(
        context,
        "Ambiguous attribute key",
        "If this expression is intended to be a reference, wrap it in parentheses. If it's instead intended as a literal name containing periods, wrap it in quotes to create a string literal.",
        key.range,
      );
      return unknownValue();
    }
    const word = keywordOf(key);
    if (word !== undefined) return stringValue(word);
  }
  return context.evaluate(key, context);
}

function keyText(key: Value, item: ObjectItem, context: Context): string | undefined {
  if (isNull(key)) {
    wrong(context, "Null value as key", "Can't use a null value as a key.", item.value.range);
    return undefined;
  }
  try {
    const text = convert(key, stringType);
    return isKnown(text) ? textOf(text) : undefined;
  } catch (error) {
    const detail = `Can't use this value as a key: ${valueErrorMessage(error)}.`;
    wrong(context, "Incorrect key type", detail, item.key.range);
    return undefined;
  }
}
