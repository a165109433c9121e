import type { Diagnostic } from "../syntax/diagnostics.js";
import type { Type } from "../values/types.js";
import type { Value } from "../values/value.js";

/** A parameter of a function. */
export interface Parameter {
  readonly name: string;
  /** What an argument is converted to; `any` leaves it as it is. */
  readonly type: Type;
  /** Whether null may be given. Default: false. */
  readonly nullable?: boolean | undefined;
  /** `expression`: the function evaluates the argument itself. `type`: the argument is a type expression. */
  readonly takes?: "expression" | "type" | undefined;
}

/** What a function is given for one parameter. */
export type Argument =
  | { readonly kind: "value"; readonly value: Value }
  | { readonly kind: "type"; readonly type: Type }
  | { readonly kind: "expression"; readonly evaluate: () => Evaluated };

/** A value with what went wrong on the way to it. */
export interface Evaluated {
  readonly value: Value;
  readonly diagnostics: readonly Diagnostic[];
}

/** A function that expressions can call. */
export interface HclFunction {
  readonly parameters: readonly Parameter[];
  /** For all arguments behind those of `parameters`; without it there may be none. */
  readonly rest?: Parameter | undefined;
  /** @throws FunctionError, and errors of values: conversions, arithmetic, size. */
  call(args: readonly Argument[]): Value;
}

/** What a function throws when it has no result. */
export class FunctionError extends Error {
  /**
   * @param message the reason, without position and final point
   * @param argument the index of the argument that is at fault, if it is one
   */
  constructor(
    message: string,
    readonly argument?: number,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** A function of values. */
export function define(
  parameters: readonly Parameter[],
  call: (...args: readonly Value[]) => Value,
  rest?: Parameter,
): HclFunction {
  return {
    parameters,
    rest,
    call: (args) => call(...args.flatMap((arg) => (arg.kind === "value" ? [arg.value] : []))),
  };
}

/** A parameter that takes a value of a type. */
export function parameter(name: string, type: Type, nullable = false): Parameter {
  return nullable ? { name, type, nullable } : { name, type };
}
