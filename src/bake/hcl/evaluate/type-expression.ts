import { quoteGo } from "../../../util/go-quote.js";
import type { Diagnostic } from "../syntax/diagnostics.js";
import type { Call, Expression } from "../syntax/nodes.js";
import { rangeBetween, type SourceRange } from "../syntax/positions.js";
import {
  anyType,
  boolType,
  listType,
  mapType,
  numberType,
  objectType,
  setType,
  stringType,
  type Type,
  tupleType,
} from "../values/types.js";
import { callOf, elementsOfTuple, itemsOfObject, keywordOf } from "./static.js";

const keywords = new Map<string, Type>([
  ["bool", boolType],
  ["string", stringType],
  ["number", numberType],
  ["any", anyType],
]);

const needs: Readonly<Record<string, string>> = {
  list: "specifying the element type",
  set: "specifying the element type",
  map: "specifying the element type",
  object: "specifying the attribute types and values as a map",
  tuple: "specifying the element types as a list",
};

/** Reads an expression as a type: `list(string)`. What is wrong goes to `diagnostics`, and the result is `any`. */
export function typeConstraint(expression: Expression, diagnostics: Diagnostic[]): Type {
  const word = keywordOf(expression);
  const wrong = (detail: string, subject: SourceRange = expression.range) => {
    diagnostics.push({ summary: "Invalid type specification", detail, subject });
    return anyType;
  };
  if (word !== undefined) {
    const known = keywords.get(word);
    if (known !== undefined) return known;
    const needed = needs[word];
    if (needed !== undefined) return wrong(`The ${word} type constructor requires one argument ${needed}.`);
    return wrong(`The keyword ${quoteGo(word)} is not a valid type specification.`);
  }
  const call = callOf(expression);
  if (call === undefined)
    return wrong(
      "A type specification is either a primitive type keyword (bool, number, string) or a complex type constructor call, like list(string).",
    );
  const argumentsRange = rangeBetween(call.openRange, call.closeRange);
  if (keywords.has(call.name)) {
    const kind = call.name === "any" ? "Type constraint" : "Primitive type";
    return wrong(`${kind} keyword ${quoteGo(call.name)} does not expect arguments.`, argumentsRange);
  }
  const [argument, second] = call.arguments;
  const needed = needs[call.name];
  if (needed !== undefined && (argument === undefined || second !== undefined)) {
    const last = call.arguments[call.arguments.length - 1];
    const subject =
      second === undefined || last === undefined ? argumentsRange : rangeBetween(second.range, last.range);
    return wrong(`The ${call.name} type constructor requires one argument ${needed}.`, subject);
  }
  if (argument !== undefined && needed !== undefined) return constructed(call, argument, diagnostics);
  if (call.name === "optional")
    return wrong(
      'Keyword "optional" is valid only as a modifier for object type attributes.',
      call.nameRange,
    );
  return wrong(`Keyword ${quoteGo(call.name)} is not a valid type constructor.`);
}

function constructed(call: Call, argument: Expression, diagnostics: Diagnostic[]): Type {
  if (call.name === "object") return objectConstraint(argument, diagnostics);
  if (call.name === "tuple") {
    const elements = elementsOfTuple(argument);
    if (elements !== undefined)
      return tupleType(elements.map((element) => typeConstraint(element, diagnostics)));
    diagnostics.push({
      summary: "Invalid type specification",
      detail: "Tuple type constructor requires a list of element types.",
      subject: argument.range,
    });
    return anyType;
  }
  const element = typeConstraint(argument, diagnostics);
  return call.name === "list" ? listType(element) : call.name === "set" ? setType(element) : mapType(element);
}

function objectConstraint(argument: Expression, diagnostics: Diagnostic[]): Type {
  const wrong = (detail: string, subject: SourceRange) =>
    diagnostics.push({ summary: "Invalid type specification", detail, subject });
  const items = itemsOfObject(argument);
  if (items === undefined) {
    wrong(
      "Object type constructor requires a map whose keys are attribute names and whose values are the corresponding attribute types.",
      argument.range,
    );
    return anyType;
  }
  const attributes = new Map<string, Type>();
  const optional = new Set<string>();
  for (const { key, value } of items) {
    const name = keywordOf(key);
    if (name === undefined) wrong("Object constructor map keys must be attribute names.", key.range);
    else if (attributes.has(name)) wrong("Object constructor map keys must be unique.", key.range);
    else attributes.set(name, attributeConstraint(name, value, optional, diagnostics));
  }
  return objectType(new Map([...attributes].sort(([a], [b]) => (a < b ? -1 : 1))), optional);
}

function attributeConstraint(
  name: string,
  value: Expression,
  optional: Set<string>,
  diagnostics: Diagnostic[],
): Type {
  const call = callOf(value);
  if (call?.name !== "optional") return typeConstraint(value, diagnostics);
  const wrong = (detail: string) =>
    diagnostics.push({
      summary: "Invalid type specification",
      detail,
      subject: rangeBetween(call.openRange, call.closeRange),
    });
  const [type, ...others] = call.arguments;
  if (type === undefined) {
    wrong("Optional attribute modifier requires the attribute type as its argument.");
    return anyType;
  }
  if (others.length > 0) wrong("Optional attribute modifier expects only one argument: the attribute type.");
  else optional.add(name);
  return typeConstraint(type, diagnostics);
}
