import { quoteGo } from "../../../util/go-quote.js";
import type { Expression, For } from "../syntax/nodes.js";
import { convert } from "../values/convert.js";
import { boolType, stringType, typeName } from "../values/types.js";
import {
  isKnown,
  isNull,
  iterate,
  objectValue,
  textOf,
  tupleValue,
  unknownValue,
  type Value,
} from "../values/value.js";
import { type Context, valueErrorMessage, wrong } from "./context.js";

/** Evaluates `[for …]` and `{for …}`. */
export function evaluateFor(node: For, context: Context): Value {
  const { collection } = node;
  const value = context.evaluate(collection, context);
  if (isNull(value)) {
    const detail = "A null value cannot be used as the collection in a 'for' expression.";
    wrong(context, "Iteration over null value", detail, collection.range);
    return unknownValue();
  }
  if (!isKnown(value)) return unknownValue();
  const entries = iterate(value);
  if (entries === undefined) {
    const detail = `A value of type ${typeName(value.type)} cannot be used as the collection in a 'for' expression.`;
    wrong(context, "Iteration over non-iterable value", detail, collection.range);
    return unknownValue();
  }
  if (!conditionIsSound(node, context)) return unknownValue();
  return new Loop(node, context).run(entries);
}

function inLoop(node: For, context: Context, key: Value, value: Value): Context {
  const variables = new Map([[node.valueName, value]]);
  if (node.keyName !== undefined && node.keyName !== node.valueName) variables.set(node.keyName, key);
  return { ...context, scope: context.scope.child(variables) };
}

/** Evaluates the condition once without an element: what is wrong with it for all of them is said once. */
function conditionIsSound(node: For, context: Context): boolean {
  const { condition } = node;
  if (condition === undefined) return true;
  const before = context.diagnostics.length;
  const result = context.evaluate(condition, inLoop(node, context, unknownValue(), unknownValue()));
  if (isNull(result)) {
    wrong(context, "Condition is null", "The value of the 'if' clause must not be null.", condition.range);
    return false;
  }
  try {
    convert(result, boolType);
  } catch (error) {
    const detail = `The 'if' clause value is invalid: ${valueErrorMessage(error)}.`;
    wrong(context, "Invalid 'for' condition", detail, condition.range);
    return false;
  }
  return context.diagnostics.length === before;
}

class Loop {
  private readonly values: Value[] = [];
  private readonly groups = new Map<string, Value[]>();
  private known = true;

  constructor(
    private readonly node: For,
    private readonly context: Context,
  ) {}

  run(entries: readonly (readonly [key: Value, value: Value])[]): Value {
    const { node } = this;
    for (const [key, value] of entries) {
      const inner = inLoop(node, this.context, key, value);
      if (!this.included(inner)) continue;
      if (node.key === undefined) this.values.push(inner.evaluate(node.value, inner));
      else this.addKeyed(node.key, inner);
    }
    if (!this.known) return unknownValue();
    if (node.key === undefined) return tupleValue(this.values);
    const first = (group: readonly Value[]) => group[0] ?? unknownValue();
    return objectValue(
      new Map([...this.groups].map(([key, group]) => [key, node.group ? tupleValue(group) : first(group)])),
    );
  }

  private included(inner: Context): boolean {
    const { condition } = this.node;
    if (condition === undefined) return true;
    const result = inner.evaluate(condition, inner);
    const summary = "Invalid 'for' condition";
    if (isNull(result))
      return this.failed(summary, "The value of the 'if' clause must not be null.", condition);
    try {
      const truth = convert(result, boolType);
      if (!isKnown(truth)) this.known = false;
      return truth.data === true;
    } catch (error) {
      return this.failed(
        summary,
        `The 'if' clause value is invalid: ${valueErrorMessage(error)}.`,
        condition,
      );
    }
  }

  private failed(summary: string, detail: string, at: Expression): false {
    if (this.known) wrong(this.context, summary, detail, at.range);
    this.known = false;
    return false;
  }

  private addKeyed(key: Expression, inner: Context): void {
    const raw = inner.evaluate(key, inner);
    const summary = "Invalid object key";
    if (isNull(raw)) {
      this.failed(summary, "Key expression in 'for' expression must not produce a null value.", key);
      return;
    }
    if (!isKnown(raw)) {
      this.known = false;
      return;
    }
    let name: string;
    try {
      name = textOf(convert(raw, stringType));
    } catch (error) {
      this.failed(
        summary,
        `The key expression produced an invalid result: ${valueErrorMessage(error)}.`,
        key,
      );
      return;
    }
    const value = inner.evaluate(this.node.value, inner);
    const group = this.groups.get(name);
    if (group === undefined) this.groups.set(name, [value]);
    else if (this.node.group) group.push(value);
    else
      wrong(
        this.context,
        "Duplicate object key",
        `Two different items produced the key ${quoteGo(name)} in this 'for' expression. If duplicates are expected, use the ellipsis (...) after the value expression to enable grouping by key.`,
        key.range,
      );
  }
}
