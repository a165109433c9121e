import type { Splat } from "../syntax/nodes.js";
import { anyType } from "../values/types.js";
import {
  elementsOf,
  elementType,
  haveOneType,
  isKnown,
  isNull,
  isSequence,
  listValue,
  tupleValue,
  unknownValue,
  type Value,
} from "../values/value.js";
import { type Context, evaluateApart, wrong } from "./context.js";

/** Evaluates `source[*]…` and `source.*…`. A value that is no sequence counts as one of one element, null as one of none. */
export function evaluateSplat(node: Splat, context: Context): Value {
  const before = context.diagnostics.length;
  const source = context.evaluate(node.source, context);
  if (context.diagnostics.length > before) return unknownValue();
  const sequence = isSequence(source.type);
  if (isNull(source)) {
    if (!sequence) return tupleValue([]);
    const detail = "Splat expressions (with the * symbol) cannot be applied to null sequences.";
    wrong(context, "Splat of null value", detail, node.source.range);
    return unknownValue();
  }
  if (!isKnown(source)) return unknownValue();
  const values = (sequence ? elementsOf(source) : [source]).map((element) =>
    evaluateEach(node, element, context),
  );
  if (context.diagnostics.length > before) return unknownValue();
  if (!sequence || source.type.kind === "tuple") return tupleValue(values);
  if (values.length === 0) return listValue([], typeOfEach(node, source, context));
  if (haveOneType(values)) return listValue(values);
  wrong(
    context,
    "Invalid nested splat expressions",
    "The second level of splat expression produced elements of different types, so it isn't possible to construct a valid list to represent the top-level result.\n\nConsider using a for expression instead, to produce a tuple-typed result which can therefore have non-homogenous element types.",
    node.each.range,
  );
  return unknownValue();
}

function evaluateEach(node: Splat, element: Value, context: Context): Value {
  const outer = context.items.get(node.item);
  context.items.set(node.item, element);
  try {
    return context.evaluate(node.each, context);
  } finally {
    if (outer === undefined) context.items.delete(node.item);
    else context.items.set(node.item, outer);
  }
}

function typeOfEach(node: Splat, source: Value, context: Context): Value["type"] {
  context.items.set(node.item, unknownValue(elementType(source.type)));
  const { value } = evaluateApart(node.each, context);
  context.items.delete(node.item);
  return value.type ?? anyType;
}
