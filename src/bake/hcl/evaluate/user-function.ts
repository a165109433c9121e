import { HclError } from "../syntax/diagnostics.js";
import type { Expression } from "../syntax/nodes.js";
import { startRange } from "../syntax/nodes.js";
import { anyType } from "../values/types.js";
import { tupleValue, unknownValue, type Value } from "../values/value.js";
import { tryEvaluate } from "./evaluate.js";
import { define, FunctionError, type HclFunction, parameter } from "./function.js";
import type { Scope } from "./scope.js";
import { elementsOfTuple, keywordOf } from "./static.js";

/** A function as a definition has it. */
export interface FunctionDefinition {
  /** A tuple of names. */
  readonly params: Expression;
  /** The name that stands for the tuple of all further arguments. */
  readonly variadic?: Expression | undefined;
  /** What the function gives back. */
  readonly result: Expression;
}

/** The names of a function's parameters, those of `params` and that of `variadic`. */
export interface ParameterNames {
  readonly names: readonly string[];
  readonly variadic: string | undefined;
}

/**
 * Reads the names of a function's parameters.
 *
 * @throws HclError when they are not names.
 */
export function parameterNames({ params, variadic }: FunctionDefinition): ParameterNames {
  const elements = elementsOfTuple(params);
  if (elements === undefined)
    throw new HclError([
      {
        summary: "Invalid expression",
        detail: "A static list expression is required.",
        subject: startRange(params),
      },
    ]);
  const nameOf = (expression: Expression): string => {
    const name = keywordOf(expression);
    if (name !== undefined) return name;
    const detail = "Each parameter name must be an identifier.";
    throw new HclError([{ summary: "Invalid param element", detail, subject: expression.range }]);
  };
  return { names: elements.map(nameOf), variadic: variadic === undefined ? undefined : nameOf(variadic) };
}

/**
 * A function that a definition defines. Its result is evaluated in a child of `scope`, which should not be the caller's.
 *
 * @throws HclError when the parameters are not names.
 */
export function userFunction(definition: FunctionDefinition, scope: () => Scope): HclFunction {
  const { names, variadic } = parameterNames(definition);
  const call = (...args: readonly Value[]): Value => {
    const variables = new Map(names.map((name, at) => [name, args[at] ?? unknownValue()]));
    if (variadic !== undefined) variables.set(variadic, tupleValue(args.slice(names.length)));
    const { value, diagnostics } = tryEvaluate(definition.result, scope().child(variables));
    if (diagnostics.length > 0) throw new FunctionError(new HclError(diagnostics).message);
    return value;
  };
  return define(
    names.map((name) => parameter(name, anyType)),
    call,
    variadic === undefined ? undefined : parameter(variadic, anyType),
  );
}
