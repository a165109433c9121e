import type { BigFloat } from "./big-float.js";
import type { Type } from "./types.js";

/** A value of the language with its type. Values do not change. */
export interface Value {
  readonly type: Type;
  readonly data: ValueData;
  /** How many parts it has, all levels counted: bounds what a few lines can blow up to. */
  readonly weight: number;
}

/** The contents, in the shape that the type's kind says. `unknown` stands for what an error left undecided. */
export type ValueData =
  | null
  | typeof unknown
  | string
  | boolean
  | BigFloat
  | readonly Value[]
  | ReadonlyMap<string, Value>;

/** The contents of a value that could not be computed. */
export const unknown: unique symbol = Symbol("unknown");

/** Thrown when a value would have more parts than a definition can need. */
export class ValueTooLarge extends Error {
  constructor() {
    super("the value is too large");
  }
}
