import {
  evaluate,
  type HclFunction,
  parseHcl,
  Scope,
  standardFunctions,
  toJson,
  type Value,
} from "../../src/bake/hcl/index.js";

const functions = await standardFunctions(["regex bcrypt"]);

/** A scope with the standard functions and the given variables. */
export function scopeWith(
  variables: ReadonlyMap<string, Value> = new Map(),
  own: ReadonlyMap<string, HclFunction> = new Map(),
): Scope {
  return Scope.from({
    variable: (name) => variables.get(name),
    variableNames: () => variables.keys(),
    function: (name) => own.get(name) ?? functions.get(name),
    functionNames: () => functions.keys(),
  });
}

/** The value of an expression that stands in `x.hcl` as `v = EXPRESSION`. */
export function valueIn(expression: string, scope: Scope = scopeWith()): Value {
  const attribute = parseHcl(`v = ${expression}\n`, "x.hcl").justAttributes([]).get("v");
  if (attribute === undefined) throw new Error("no attribute");
  return evaluate(attribute.expression, scope);
}

/** The value as JSON, or the message of the error that it ends in. */
export function resultOf(expression: string, scope?: Scope): string {
  try {
    return toJson(valueIn(expression, scope));
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
