/**
 * HCL: native syntax and the JSON form, evaluation, and the functions of bake. A language and nothing more; what targets
 * are, and where variables come from, is the caller's.
 *
 * ```ts
 * const body = mergeBodies([parseHcl(text, "docker-bake.hcl"), parseHclJson(json, "docker-bake.json")]);
 * const functions = await standardFunctions([text, json]);
 * const scope = Scope.from({
 *   variable: (name) => resolve(name), // called only for names that are evaluated; may itself evaluate
 *   variableNames: () => names,
 *   function: (name) => functions.get(name) ?? own.get(name), // own: userFunction({ params, result }, () => scope)
 *   functionNames: () => functions.keys(),
 * });
 * const diagnostics: Diagnostic[] = [];
 * const { content, rest } = body.partialContent({ blocks: [{ type: "target", labels: ["name"] }] }, diagnostics);
 * throwIfAny(diagnostics); // HclError: `FILE:LINE,COL-COL: Summary; Detail`, and `subject` for an excerpt
 * for (const { labels, body: target } of content.blocks)
 *   for (const { expression } of target.justAttributes(diagnostics).values()) evaluate(expression, scope);
 * ```
 */

import type { Body } from "./bodies/body.js";
import { JsonContents } from "./bodies/json-body.js";
import { MergedBody } from "./bodies/merged-body.js";
import { NativeContents } from "./bodies/native-body.js";
import { parseNativeBody } from "./syntax/parse.js";
import { parseJsonFile } from "./syntax/parse-json.js";
import { decodeSource } from "./syntax/source-text.js";

export type {
  AttributeSchema,
  Block,
  BlockSchema,
  Body,
  BodyContent,
  BodySchema,
} from "./bodies/body.js";
export { evaluate, tryEvaluate } from "./evaluate/evaluate.js";
export {
  type Argument,
  define,
  type Evaluated,
  FunctionError,
  type HclFunction,
  type Parameter,
  parameter,
} from "./evaluate/function.js";
export { Scope, type ScopeSource } from "./evaluate/scope.js";
export {
  callOf,
  callsIn,
  elementsOfTuple,
  itemsOfObject,
  keywordOf,
  type Reference,
  referencesIn,
} from "./evaluate/static.js";
export { typeConstraint } from "./evaluate/type-expression.js";
export {
  type FunctionDefinition,
  type ParameterNames,
  parameterNames,
  userFunction,
} from "./evaluate/user-function.js";
export { standardFunctions } from "./functions/standard-functions.js";
export { type Diagnostic, diagnosticText, HclError, throwIfAny } from "./syntax/diagnostics.js";
export { type Attribute, type Expression, startRange } from "./syntax/nodes.js";
export { type Position, rangeText, type SourceRange } from "./syntax/positions.js";
export { floatFromDouble, floatToDouble } from "./values/big-float.js";
export { ConversionError } from "./values/conversion.js";
export { convert, mismatchMessage } from "./values/convert.js";
export { floatText, parseFloatText } from "./values/float-text.js";
export { fromJson, fromJsonAs, toJson } from "./values/json-text.js";
export * from "./values/types.js";
export {
  boolValue,
  elementsOf,
  entriesOf,
  integerValue,
  isKnown,
  isNull,
  isWhollyKnown,
  iterate,
  lengthOf,
  listValue,
  mapValue,
  nullValue,
  numberOf,
  numberValue,
  objectValue,
  setValue,
  stringValue,
  textOf,
  tupleValue,
  unknownValue,
  type Value,
} from "./values/value.js";

/**
 * Parses a file in native syntax.
 *
 * @throws HclError with everything that is wrong in it.
 */
export function parseHcl(source: string | Uint8Array, file: string): Body {
  return new NativeContents(parseNativeBody(decodeSource(source), file));
}

/**
 * Parses a file in the JSON form.
 *
 * @throws HclError with everything that is wrong in it.
 */
export function parseHclJson(source: string | Uint8Array, file: string): Body {
  return new JsonContents(parseJsonFile(decodeSource(source), file));
}

/** Several files as one. */
export function mergeBodies(bodies: readonly Body[]): Body {
  return new MergedBody(bodies);
}
