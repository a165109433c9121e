import { quoteGo } from "../../../util/go-quote.js";
import { suggestName } from "../../../util/suggest-name.js";
import { type Call, type Expression, startRange } from "../syntax/nodes.js";
import { convert } from "../values/convert.js";
import { anyType } from "../values/types.js";
import { elementsOf, isKnown, isNull, isSequence, unknownValue, type Value } from "../values/value.js";
import { type Context, evaluateApart, valueErrorMessage, wrong } from "./context.js";
import { type Argument, FunctionError, type HclFunction, type Parameter } from "./function.js";
import { typeConstraint } from "./type-expression.js";

/** An argument as it is written, or one element of the expanded last one. */
interface Given {
  readonly expression: Expression;
  readonly value?: Value | undefined;
}

/** Calls a function. */
export function evaluateCall(call: Call, context: Context): Value {
  const found = context.scope.function(call.name);
  if (found === undefined) return unknownFunction(call, context);
  const given = expandedArguments(call, context);
  if (given === undefined || !countFits(call, found, given, context)) return unknownValue();
  const before = context.diagnostics.length;
  const args = given.map((argument, at) => evaluateArgument(argument, parameterAt(found, at), context));
  if (context.diagnostics.length > before) return unknownValue();
  if (args.some((argument) => argument.kind === "value" && !isKnown(argument.value))) return unknownValue();
  try {
    for (const [at, argument] of args.entries())
      if (argument.kind === "value" && isNull(argument.value) && parameterAt(found, at).nullable !== true)
        throw new FunctionError("argument must not be null", at);
    const result = found.call(args);
    context.scope.budget.spend(result.weight, call.range);
    return result;
  } catch (error) {
    callFailed(call, found, given, error, context);
    return unknownValue();
  }
}

function parameterAt(found: HclFunction, at: number): Parameter {
  return found.parameters[at] ?? found.rest ?? { name: "", type: anyType };
}

function unknownFunction(call: Call, context: Context): Value {
  const separator = call.name.lastIndexOf("::");
  if (separator >= 0) {
    const namespace = call.name.slice(0, separator + 2);
    wrong(
      context,
      "Call to unknown function",
      `There are no functions in namespace ${quoteGo(namespace)}.`,
      call.nameRange,
    );
    return unknownValue();
  }
  const near = suggestName(call.name, context.scope.functionNames());
  const hint = near === undefined ? "" : ` Did you mean ${quoteGo(near)}?`;
  wrong(
    context,
    "Call to unknown function",
    `There is no function named ${quoteGo(call.name)}.${hint}`,
    call.nameRange,
  );
  return unknownValue();
}

/** The arguments, with the elements of the last one in its place if it was followed by `...`. */
function expandedArguments(call: Call, context: Context): readonly Given[] | undefined {
  const given: Given[] = call.arguments.map((expression) => ({ expression }));
  const last = call.expand ? given.pop()?.expression : undefined;
  if (last === undefined) return given;
  const before = context.diagnostics.length;
  const value = context.evaluate(last, context);
  if (context.diagnostics.length > before) return undefined;
  const summary = "Invalid expanding argument value";
  if (isNull(value) && (value.type.kind === "any" || isSequence(value.type))) {
    wrong(context, summary, "The expanding argument (indicated by ...) must not be null.", last.range);
    return undefined;
  }
  if (!isKnown(value)) return undefined;
  if (!isSequence(value.type)) {
    const detail = "The expanding argument (indicated by ...) must be of a tuple, list, or set type.";
    wrong(context, summary, detail, last.range);
    return undefined;
  }
  return [...given, ...elementsOf(value).map((element) => ({ expression: last, value: element }))];
}

function countFits(call: Call, found: HclFunction, given: readonly Given[], context: Context): boolean {
  const { parameters, rest } = found;
  const missing = parameters[given.length];
  if (missing !== undefined) {
    const least = rest === undefined ? "" : " at least";
    wrong(
      context,
      "Not enough function arguments",
      `Function ${quoteGo(call.name)} expects${least} ${parameters.length} argument(s). Missing value for ${quoteGo(missing.name)}.`,
      call.closeRange,
    );
    return false;
  }
  const extra = rest === undefined ? given[parameters.length] : undefined;
  if (extra === undefined) return true;
  wrong(
    context,
    "Too many function arguments",
    `Function ${quoteGo(call.name)} expects only ${parameters.length} argument(s).`,
    startRange(extra.expression),
  );
  return false;
}

function evaluateArgument({ expression, value }: Given, parameter: Parameter, context: Context): Argument {
  if (parameter.takes === "type")
    return { kind: "type", type: typeConstraint(expression, context.diagnostics) };
  if (parameter.takes === "expression")
    return {
      kind: "expression",
      evaluate: () => (value === undefined ? evaluateApart(expression, context) : { value, diagnostics: [] }),
    };
  const given = value ?? context.evaluate(expression, context);
  try {
    return { kind: "value", value: convert(given, parameter.type) };
  } catch (error) {
    invalidArgument(parameter, valueErrorMessage(error), expression, context);
    return { kind: "value", value: given };
  }
}

function invalidArgument(
  parameter: Parameter,
  reason: string,
  expression: Expression,
  context: Context,
): void {
  const detail = `Invalid value for ${quoteGo(parameter.name)} parameter: ${reason}.`;
  wrong(context, "Invalid function argument", detail, startRange(expression));
}

function callFailed(
  call: Call,
  found: HclFunction,
  given: readonly Given[],
  error: unknown,
  context: Context,
): void {
  const reason = valueErrorMessage(error);
  const index = error instanceof FunctionError ? error.argument : undefined;
  const parameter = index === undefined ? undefined : (found.parameters[index] ?? found.rest);
  const expression = index === undefined ? undefined : given[index]?.expression;
  if (parameter !== undefined && expression !== undefined) {
    invalidArgument(parameter, reason, expression, context);
  } else if (parameter !== undefined) {
    const detail = `Invalid value for ${quoteGo(parameter.name)} parameter: ${reason}.`;
    wrong(context, "Invalid function argument", detail, call.range);
  } else {
    const detail = `Call to function ${quoteGo(call.name)} failed: ${reason}.`;
    wrong(context, "Error in function call", detail, startRange(call));
  }
}
