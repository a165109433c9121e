import { define, FunctionError, type HclFunction, parameter } from "../evaluate/function.js";
import { elementAt } from "../evaluate/steps.js";
import { equalValues } from "../values/compare.js";
import { commonType } from "../values/conversion.js";
import { convert } from "../values/convert.js";
import { anyType, listType, numberType, stringType, typeName } from "../values/types.js";
import {
  boolValue,
  elementsOf,
  elementType,
  integerValue,
  isNull,
  isSequence,
  lengthOf,
  listValue,
  nullValue,
  textOf,
  tupleValue,
  type Value,
} from "../values/value.js";
import { integerArgument } from "./arguments.js";

const anyList = parameter("list", anyType);
const listOfAny = parameter("list", listType(anyType));
const required = (value: Value | undefined): Value => value ?? nullValue();

function isList(value: Value): boolean {
  return value.type.kind === "list" || value.type.kind === "tuple";
}

/** A tuple for a tuple, a list for a list. */
function like(model: Value, elements: readonly Value[]): Value {
  return model.type.kind === "tuple" ? tupleValue(elements) : listValue(elements, elementType(model.type));
}

function chunklist(list: Value, size: Value): Value {
  const length = integerArgument(size, "invalid size: ");
  if (length < 0) throw new FunctionError("the size argument must be positive");
  const elements = elementsOf(list);
  if (elements.length === 0 || length === 0) return listValue(elements.length === 0 ? [] : [list], list.type);
  const chunks: Value[] = [];
  for (let at = 0; at < elements.length; at += length)
    chunks.push(listValue(elements.slice(at, at + length), elementType(list.type)));
  return listValue(chunks, list.type);
}

function coalesce(...values: readonly Value[]): Value {
  const type = commonType(values.map((value) => value.type));
  if (type === undefined) throw new FunctionError("all arguments must have the same type");
  const found = values.find((value) => !isNull(value));
  if (found === undefined) throw new FunctionError("no non-null arguments");
  return convert(found, type);
}

function coalescelist(...lists: readonly Value[]): Value {
  if (lists.length === 0) throw new FunctionError("at least one argument is required");
  if (!lists.every(isList)) throw new FunctionError("coalescelist arguments must be lists or tuples");
  const found = lists.find((list) => lengthOf(list) > 0);
  if (found === undefined) throw new FunctionError("no non-null arguments");
  return found;
}

function concat(...lists: readonly Value[]): Value {
  if (lists.length === 0) throw new FunctionError("at least one argument is required");
  const wrong = lists.findIndex((list) => !isList(list));
  const [first] = lists;
  const type = lists.every((list) => list.type.kind === "list")
    ? commonType(lists.map((list) => list.type))
    : undefined;
  if (first?.type.kind === "list" && type?.kind === "list")
    return listValue(
      lists.flatMap((list) => elementsOf(convert(list, type))),
      type.element,
    );
  const bad = lists[wrong];
  if (bad !== undefined)
    throw new FunctionError(`all arguments must be lists or tuples; got ${typeName(bad.type)}`, wrong);
  return tupleValue(lists.flatMap(elementsOf));
}

function contains(list: Value, wanted: Value): Value {
  if (!isSequence(list.type)) throw new FunctionError("argument must be list, tuple, or set");
  return boolValue(elementsOf(list).some((element) => equalValues(wanted, element) === true));
}

function distinct(list: Value): Value {
  const elements = elementsOf(list);
  const type = elementType(list.type);
  if (type.kind === "string" || type.kind === "bool") {
    const first = new Map<unknown, Value>();
    for (const part of elements) if (!first.has(part.data)) first.set(part.data, part);
    return listValue([...first.values()], type);
  }
  const kept: Value[] = [];
  if (elements.length > 5_000) throw new FunctionError("the list is too long");
  for (const element of elements)
    if (!kept.some((other) => equalValues(other, element) === true)) kept.push(element);
  return listValue(kept, type);
}

function element(list: Value, index: Value): Value {
  if (!isList(list)) throw new FunctionError(`cannot read elements from ${typeName(list.type)}`);
  const at = integerArgument(index, "invalid index: ");
  const length = lengthOf(list);
  const found = elementsOf(list)[length === 0 ? 0 : ((at % length) + length) % length];
  if (found === undefined) throw new FunctionError("cannot use element function with an empty list");
  return found;
}

function flatten(list: Value): Value {
  if (!isSequence(list.type)) throw new FunctionError("can only flatten lists, sets and tuples");
  return tupleValue(flattened(list));
}

function flattened(list: Value): Value[] {
  return elementsOf(list).flatMap((part) =>
    isSequence(part.type) && !isNull(part) ? flattened(part) : [part],
  );
}

function hasindex(collection: Value, key: Value): Value {
  if (!isList(collection) && collection.type.kind !== "map")
    throw new FunctionError("collection must be a list, a map or a tuple");
  const keyKind = collection.type.kind === "map" ? "string" : "number";
  return boolValue(key.type.kind === keyKind && elementAt(collection, key) !== undefined);
}

function index(collection: Value, key: Value): Value {
  const { kind } = collection.type;
  if (!isList(collection) && kind !== "map")
    throw new FunctionError("collection must be a list, a map or a tuple");
  const wanted = kind === "map" ? "string" : "number";
  if (key.type.kind !== wanted) throw new FunctionError(`key for ${kind} must be ${wanted}`);
  const found = elementAt(collection, key);
  if (found !== undefined) return found;
  if (kind !== "tuple") throw new FunctionError("invalid index");
  integerArgument(key, "invalid key for tuple: ");
  throw new FunctionError(`key must be between 0 and ${lengthOf(collection)} inclusive`);
}

function indexof(list: Value, wanted: Value): Value {
  if (!isList(list)) throw new FunctionError("argument must be a list or tuple");
  if (lengthOf(list) === 0) throw new FunctionError("cannot search an empty list");
  const at = elementsOf(list).findIndex((part) => equalValues(part, wanted) === true);
  if (at < 0) throw new FunctionError("item not found");
  return integerValue(at);
}

function length(collection: Value): Value {
  if (!isSequence(collection.type) && collection.type.kind !== "map")
    throw new FunctionError("collection must be a list, a map or a tuple");
  return integerValue(lengthOf(collection));
}

function reverselist(list: Value): Value {
  if (!isSequence(list.type))
    throw new FunctionError(`can only reverse list or tuple values, not ${typeName(list.type)}`, 0);
  return like(list, elementsOf(list).toReversed());
}

function slice(list: Value, start: Value, end: Value): Value {
  if (list.type.kind === "set")
    throw new FunctionError(
      "cannot slice a set, because its elements do not have indices; explicitly convert to a list if the ordering of the result is not important",
      0,
    );
  if (!isList(list)) throw new FunctionError("must be a list or tuple value", 0);
  const from = sliceIndex(list, start, "start", 1);
  const to = sliceIndex(list, end, "end", 2);
  if (from > to) throw new FunctionError("start index must not be greater than end index", 1);
  return like(list, elementsOf(list).slice(from, to));
}

function sliceIndex(list: Value, value: Value, which: string, argument: number): number {
  const at = integerArgument(value, `invalid ${which} index: `, argument);
  if (at < 0) throw new FunctionError(`${which} index must not be less than zero`, argument);
  if (at > lengthOf(list))
    throw new FunctionError(`${which} index must not be greater than the length of the list`, argument);
  return at;
}

function compact(list: Value): Value {
  return listValue(
    elementsOf(list).filter((part) => !isNull(part) && textOf(part) !== ""),
    stringType,
  );
}

/** A function of one or two values, none of them null. */
function of(
  parameters: HclFunction["parameters"],
  call: (a: Value, b: Value, c: Value) => Value,
): HclFunction {
  return define(parameters, (a, b, c) => call(required(a), required(b), required(c)));
}

const values = parameter("vals", anyType, true);
const collection = parameter("collection", anyType);
const key = parameter("key", anyType);
const wantedValue = parameter("value", anyType);

/** Functions of lists, and of collections of any kind. */
export const collectionFunctions: Readonly<Record<string, HclFunction>> = {
  chunklist: of([listOfAny, parameter("size", numberType)], chunklist),
  coalesce: define([], coalesce, values),
  coalescelist: define([], coalescelist, values),
  compact: of([parameter("list", listType(stringType))], compact),
  concat: define([], concat, parameter("seqs", anyType)),
  contains: of([anyList, wantedValue], contains),
  distinct: of([listOfAny], distinct),
  element: of([anyList, parameter("index", numberType)], element),
  flatten: of([anyList], flatten),
  hasindex: of([collection, key], hasindex),
  index: of([collection, key], index),
  indexof: of([anyList, wantedValue], indexof),
  length: of([collection], length),
  reverselist: of([anyList], reverselist),
  slice: of([anyList, parameter("start_index", numberType), parameter("end_index", numberType)], slice),
};
