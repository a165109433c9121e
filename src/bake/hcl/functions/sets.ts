import { define, FunctionError, type HclFunction, parameter } from "../evaluate/function.js";
import { add } from "../values/arithmetic.js";
import { compareFloats, floatFromInteger, floatSign } from "../values/big-float.js";
import { compareSetElements, sameValue } from "../values/compare.js";
import { commonType } from "../values/conversion.js";
import { convert } from "../values/convert.js";
import { anyType, numberType, sameType, setType, type Type, tupleType } from "../values/types.js";
import {
  boolValue,
  elementsOf,
  elementType,
  isSequence,
  lengthOf,
  listValue,
  nullValue,
  numberOf,
  numberValue,
  setValue,
  tupleValue,
  type Value,
} from "../values/value.js";

const setOfAny = setType(anyType);

/** A function of sets of one type. `keep` decides by the number of sets that have an element and by who has it. */
function setOperation(
  names: readonly string[],
  keep: (inFirst: boolean, inOther: boolean) => boolean,
  rest: boolean,
): HclFunction {
  const operate = (...sets: readonly Value[]): Value => {
    const elements = sets.filter((set) => lengthOf(set) > 0 || elementType(set.type).kind !== "any");
    const type = elements.length === 0 ? anyType : commonType(elements.map((set) => elementType(set.type)));
    if (type === undefined) throw new FunctionError("given sets must all have compatible element types");
    const [first, ...others] = sets.map((set) => elementsOf(convert(set, setType(type))));
    const result = others.reduce((left, right) => combine(left, right, keep), first ?? []);
    return setValue(result, type);
  };
  return define(
    names.map((name) => parameter(name, setOfAny)),
    operate,
    rest ? parameter("other_sets", setOfAny) : undefined,
  );
}

/** Both are in the order of sets, so that one pass finds what they share. */
function combine(
  left: readonly Value[],
  right: readonly Value[],
  keep: (inLeft: boolean, inRight: boolean) => boolean,
): readonly Value[] {
  const kept: Value[] = [];
  let [i, j] = [0, 0];
  for (;;) {
    const a = left[i];
    const b = right[j];
    if (a === undefined && b === undefined) return kept;
    const order =
      a === undefined ? 1 : b === undefined ? -1 : sameValue(a, b) ? 0 : compareSetElements(a, b) || -1;
    const found = order <= 0 ? a : b;
    if (found !== undefined && keep(order <= 0, order >= 0)) kept.push(found);
    if (order <= 0) i++;
    if (order >= 0) j++;
  }
}

const maxProduct = 100_000;

function setproduct(...sets: readonly Value[]): Value {
  if (sets.length < 2) throw new FunctionError("at least two arguments are required");
  const types = sets.map(productElementType);
  const ordered = sets.every((set) => set.type.kind !== "set");
  const total = sets.reduce((product, set) => product * lengthOf(set), 1);
  if (total * sets.length > maxProduct)
    throw new FunctionError(
      `the product would have ${total} elements, which is more than a definition may have`,
    );
  const parts = sets.map((set, at) =>
    elementsOf(set).map((element) => convert(element, types[at] ?? anyType)),
  );
  let rows: (readonly Value[])[] = [[]];
  for (const choices of parts) rows = rows.flatMap((row) => choices.map((choice) => [...row, choice]));
  const tuples = total === 0 ? [] : rows.map(tupleValue);
  return ordered ? listValue(tuples, tupleType(types)) : setValue(tuples, tupleType(types));
}

function productElementType(set: Value, at: number): Type {
  if (!isSequence(set.type)) throw new FunctionError("a set or a list is required", at);
  if (set.type.kind !== "tuple") return elementType(set.type);
  const { elements } = set.type;
  const type = elements.length === 0 ? anyType : commonType(elements);
  if (type === undefined) throw new FunctionError("all elements must be of the same type", at);
  return type;
}

const maxRange = 1024;

function range(...numbers: readonly Value[]): Value {
  const [first, second, third] = numbers.map(numberOf);
  if (first === undefined || numbers.length > 3)
    throw new FunctionError("must have one, two, or three arguments");
  const zero = floatFromInteger(0);
  const [start, end] = second === undefined ? [zero, first] : [first, second];
  const step = third ?? floatFromInteger(compareFloats(end, start) < 0 ? -1 : 1);
  const direction = floatSign(step);
  if (direction < 0 && compareFloats(end, start) > 0)
    throw new FunctionError("end must be less than start when step is negative", 1);
  if (direction >= 0 && compareFloats(end, start) < 0)
    throw new FunctionError("end must be greater than start when step is positive", 1);
  const values: Value[] = [];
  for (let number = start; compareFloats(number, end) * (direction || 1) < 0; number = add(number, step)) {
    if (values.length >= maxRange)
      throw new FunctionError(
        `more than ${maxRange} values were generated; either decrease the difference between start and end or use a smaller step`,
      );
    values.push(numberValue(number));
  }
  return listValue(values, numberType);
}

/** Functions of sets, and those that make sequences. */
export const setFunctions: Readonly<Record<string, HclFunction>> = {
  range: define([], range, parameter("params", numberType)),
  sethaselement: define(
    [parameter("set", setOfAny), parameter("elem", anyType)],
    (set, element = nullValue()) => {
      const type = elementType((set ?? nullValue()).type);
      return boolValue(
        sameType(type, element.type) &&
          elementsOf(set ?? nullValue()).some((part) => sameValue(part, element)),
      );
    },
  ),
  setintersection: setOperation(["first_set"], (first, other) => first && other, true),
  setproduct: define([], setproduct, parameter("sets", anyType)),
  setsubtract: setOperation(["a", "b"], (first, other) => first && !other, false),
  setsymmetricdifference: setOperation(["first_set"], (first, other) => first !== other, true),
  setunion: setOperation(["first_set"], () => true, true),
};
