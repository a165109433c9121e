import { quoteGo } from "../../../util/go-quote.js";
import { suggestName } from "../../../util/suggest-name.js";
import { HclError, throwIfAny } from "../syntax/diagnostics.js";
import type { Expression, ScopeTraversal } from "../syntax/nodes.js";
import { tupleValue, unknownValue, type Value, ValueTooLarge } from "../values/value.js";
import { type Context, wrong } from "./context.js";
import { evaluateCall } from "./evaluate-call.js";
import { evaluateConditional } from "./evaluate-conditional.js";
import { evaluateFor } from "./evaluate-for.js";
import { evaluateJson } from "./evaluate-json.js";
import { evaluateObject } from "./evaluate-object.js";
import { evaluateBinary, evaluateUnary } from "./evaluate-operation.js";
import { evaluateSplat } from "./evaluate-splat.js";
import { evaluateJoin, evaluateTemplate } from "./evaluate-template.js";
import type { Evaluated } from "./function.js";
import type { Scope } from "./scope.js";
import { takeIndex, takeSteps } from "./steps.js";

/**
 * The value of an expression.
 *
 * @throws HclError with everything that is wrong in it.
 */
export function evaluate(expression: Expression, scope: Scope): Value {
  const { value, diagnostics } = tryEvaluate(expression, scope);
  throwIfAny(diagnostics);
  return value;
}

/** As {@link evaluate}, but gives back what is wrong. Throws only when a limit is exceeded. */
export function tryEvaluate(expression: Expression, scope: Scope): Evaluated {
  const context: Context = { scope, diagnostics: [], items: new Map(), evaluate: evaluateNode };
  try {
    return { value: evaluateNode(expression, context), diagnostics: context.diagnostics };
  } catch (error) {
    // The stack may be nearly used up by whoever called us.
    if (!(error instanceof RangeError)) throw error;
    const detail = "Expressions and references are nested too deeply.";
    throw new HclError([{ summary: "Evaluation limit exceeded", detail, subject: expression.range }]);
  }
}

function evaluateNode(expression: Expression, context: Context): Value {
  const { budget } = context.scope;
  budget.enter(expression.range);
  try {
    return dispatch(expression, context);
  } catch (error) {
    if (!(error instanceof ValueTooLarge)) throw error;
    wrong(
      context,
      "Value too large",
      "This value has more elements than a definition may have.",
      expression.range,
    );
    return unknownValue();
  } finally {
    budget.leave();
  }
}

function dispatch(node: Expression, context: Context): Value {
  switch (node.kind) {
    case "literal":
      return node.value;
    case "parentheses":
    case "wrap":
      return context.evaluate(node.inner, context);
    case "scope":
      return evaluateVariable(node, context);
    case "relative":
      return takeSteps(context.evaluate(node.source, context), node.steps, context.diagnostics);
    case "call":
      return evaluateCall(node, context);
    case "conditional":
      return evaluateConditional(node, context);
    case "index": {
      const collection = context.evaluate(node.collection, context);
      const key = context.evaluate(node.key, context);
      return takeIndex(collection, key, node.bracketRange, context.diagnostics);
    }
    case "tuple":
      return tupleValue(node.elements.map((element) => context.evaluate(element, context)));
    case "object":
      return evaluateObject(node, context);
    case "for":
      return evaluateFor(node, context);
    case "splat":
      return evaluateSplat(node, context);
    case "item":
      return context.items.get(node) ?? unknownValue();
    case "binary":
      return evaluateBinary(node, context);
    case "unary":
      return evaluateUnary(node, context);
    case "template":
      return evaluateTemplate(node, context);
    case "join":
      return evaluateJoin(node, context);
    case "json":
      return evaluateJson(node.node, context);
  }
}

function evaluateVariable(node: ScopeTraversal, context: Context): Value {
  const value = context.scope.variable(node.name);
  if (value !== undefined) return takeSteps(value, node.steps, context.diagnostics);
  const near = suggestName(node.name, context.scope.variableNames());
  const hint = near === undefined ? "" : ` Did you mean ${quoteGo(near)}?`;
  const detail = `There is no variable named ${quoteGo(node.name)}.${hint}`;
  wrong(context, "Unknown variable", detail, node.nameRange);
  return unknownValue();
}
