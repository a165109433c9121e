import { describe, expect, it } from "vitest";
import { resultOf } from "../../../../test/support/hcl.js";

/** What docker-buildx makes of each. */
const results: readonly (readonly [expression: string, result: string])[] = [
  ['can(1 + "a")', "false"],
  ['can(upper("x"))', "true"],
  ['convert("5", number)', "5"],
  ['convert([1,"a"], list(string))', '["1","a"]'],
  ['convert(["b","a","b"], set(string))', '["a","b"]'],
  ['convert({a=1,b="x"}, map(string))', '{"a":"1","b":"x"}'],
  ['convert(["1", true], tuple([number, string]))', '[1,"true"]'],
  ["convert(null, string)", "null"],
  ["convert([], list(number))", "[]"],
  ['convert([[1],["a"]], list(list(string)))', '[["1"],["a"]]'],
  ["convert([3,1,2,10], set(number))", "[1,2,3,10]"],
  ["convert([true,false], set(bool))", "[false,true]"],
  ["convert([[2,1],[1,2]], set(any))", "[[1,2],[2,1]]"],
  ['convert([{a="z"},{a="b"}], set(object({a=string})))', '[{"a":"b"},{"a":"z"}]'],
  ['try(nope, "fallback")', '"fallback"'],
  ["try({a=1}.b, {a=1}.a)", "1"],
  ["convert({a=1}, map(string)).a", '"1"'],
  ["convert([1,2], list(string))[1]", '"2"'],
  ["convert([1,2], set(number))[*]", "[1,2]"],
  ['convert("1e3", number)', "1000"],
  ['convert(".5", number)', "0.5"],
  ['convert("5.", number)', "5"],
  ['convert("Inf", number) > 1', "true"],
  ['convert("1p3", number)', "8"],
  ['convert("+1", number)', "1"],
  ["convert(true, string)", '"true"'],
  ['convert("1", bool)', "true"],
  ["convert(1.50, string)", '"1.5"'],
  ['convert([1, true, "x"], list(string))', '["1","true","x"]'],
  ['convert([1, "2"], list(number))', "[1,2]"],
  ['convert({a = 1, b = "2"}, map(number))', '{"a":1,"b":2}'],
  ["convert({a = [1]}, map(list(string)))", '{"a":["1"]}'],
  ["convert({a={b=1}}, map(map(string)))", '{"a":{"b":"1"}}'],
  ["convert([{a=1},{a=2,b=3}], list(map(number)))", '[{"a":1},{"a":2,"b":3}]'],
  ['convert([1, "a"], list(any))', '["1","a"]'],
  ['convert({a=1, b="x"}, map(any))', '{"a":"1","b":"x"}'],
  ['convert(["a"], tuple([any]))', '["a"]'],
  ["convert({a=1}, any)", '{"a":1}'],
  ["convert(convert({a=1}, map(number)), object({a=string}))", '{"a":"1"}'],
  ["convert(convert([1,2,2], list(number)), set(string))", '["1","2"]'],
  ["convert(convert([2,1], set(number)), list(string))", '["1","2"]'],
  ["can({a=1}.b)", "false"],
  ["can(nope)", "false"],
  ["try({a=1}.a, 2)", "1"],
  ["try([][0], null)", "null"],
  ['convert(["a"], set(string)) == convert(["a"], set(string))', "true"],
  ["convert([1], list(number)) == [1]", "false"],
];

/** What docker-buildx says of each. */
const errors: readonly (readonly [expression: string, result: string])[] = [
  [
    'convert({a="1"}, object({a=number, b=optional(string)}))',
    'x.hcl:1,13-14: Invalid function argument; Invalid value for "value" parameter: attribute "b" is required.',
  ],
  [
    'convert("a", number)',
    'x.hcl:1,14-15: Invalid function argument; Invalid value for "value" parameter: a number is required.',
  ],
  [
    'convert("TRUE", bool)',
    'x.hcl:1,14-18: Invalid function argument; Invalid value for "value" parameter: a bool is required; to convert from string, use lowercase "true".',
  ],
  [
    'convert("x", bool)',
    'x.hcl:1,14-15: Invalid function argument; Invalid value for "value" parameter: a bool is required.',
  ],
  [
    "convert([1], map(string))",
    'x.hcl:1,13-14: Invalid function argument; Invalid value for "value" parameter: map of string required.',
  ],
  [
    "convert({a=1}, list(string))",
    'x.hcl:1,13-14: Invalid function argument; Invalid value for "value" parameter: list of string required.',
  ],
  [
    "convert([1,{}], list(string))",
    'x.hcl:1,13-14: Invalid function argument; Invalid value for "value" parameter: element 1: string required, but have object.',
  ],
  [
    "convert({}, object({a=string}))",
    'x.hcl:1,13-14: Invalid function argument; Invalid value for "value" parameter: attribute "a" is required.',
  ],
  [
    "convert(1, list(string))",
    'x.hcl:1,13-14: Invalid function argument; Invalid value for "value" parameter: list of string required, but have number.',
  ],
  [
    "convert([1], string)",
    'x.hcl:1,13-14: Invalid function argument; Invalid value for "value" parameter: string required, but have tuple.',
  ],
  [
    "convert({a=[]}, object({a=string}))",
    'x.hcl:1,13-14: Invalid function argument; Invalid value for "value" parameter: attribute "a": string required, but have tuple.',
  ],
  [
    "convert([[1]], list(map(string)))",
    'x.hcl:1,13-14: Invalid function argument; Invalid value for "value" parameter: element 0: map of string required.',
  ],
  [
    'convert([1, "a", []], list(any))',
    'x.hcl:1,13-14: Invalid function argument; Invalid value for "value" parameter: all list elements must have the same type.',
  ],
  [
    "convert({a=1, b=[]}, map(any))",
    'x.hcl:1,13-14: Invalid function argument; Invalid value for "value" parameter: all map elements must have the same type.',
  ],
  [
    "convert(1, foo)",
    'x.hcl:1,16-19: Invalid type specification; The keyword "foo" is not a valid type specification.',
  ],
  [
    "convert(1, list)",
    "x.hcl:1,16-20: Invalid type specification; The list type constructor requires one argument specifying the element type.",
  ],
  [
    "convert(1, list())",
    "x.hcl:1,20-22: Invalid type specification; The list type constructor requires one argument specifying the element type.",
  ],
  [
    "convert(1, object)",
    "x.hcl:1,16-22: Invalid type specification; The object type constructor requires one argument specifying the attribute types and values as a map.",
  ],
  [
    "convert(1, object([]))",
    "x.hcl:1,23-25: Invalid type specification; Object type constructor requires a map whose keys are attribute names and whose values are the corresponding attribute types.",
  ],
  [
    "convert(1, tuple(string))",
    "x.hcl:1,22-28: Invalid type specification; Tuple type constructor requires a list of element types.",
  ],
  [
    "convert(1, string())",
    'x.hcl:1,22-24: Invalid type specification; Primitive type keyword "string" does not expect arguments.',
  ],
  [
    "convert(1, 5)",
    "x.hcl:1,16-17: Invalid type specification; A type specification is either a primitive type keyword (bool, number, string) or a complex type constructor call, like list(string).",
  ],
  [
    "convert(1, optional(string))",
    'x.hcl:1,16-24: Invalid type specification; Keyword "optional" is valid only as a modifier for object type attributes.',
  ],
  [
    "convert(1, foo(string))",
    'x.hcl:1,16-27: Invalid type specification; Keyword "foo" is not a valid type constructor.',
  ],
  [
    'convert(1, object({a=optional(string,"x")}))',
    "x.hcl:1,34-46: Invalid type specification; Optional attribute modifier expects only one argument: the attribute type.",
  ],
  [
    "convert(1, any(1))",
    'x.hcl:1,19-22: Invalid type specification; Type constraint keyword "any" does not expect arguments.',
  ],
  [
    "try()",
    'x.hcl:1,5-9: Error in function call; Call to function "try" failed: at least one argument is required.',
  ],
  [
    'try(nope, 1 + "a")',
    'x.hcl:1,5-9: Error in function call; Call to function "try" failed: no expression succeeded:\n- Unknown variable (at x.hcl:1,9-13)\n  There is no variable named "nope".\n- Invalid operand (at x.hcl:1,19-22)\n  Unsuitable value for right operand: a number is required.\n\nAt least one expression must produce a successful result.',
  ],
  [
    "can()",
    'x.hcl:1,9-10: Not enough function arguments; Function "can" expects 1 argument(s). Missing value for "expression".',
  ],
  [
    "convert([{a=1}], list(object({a=number}))).a",
    'x.hcl:1,47-49: Unsupported attribute; Can\'t access attributes on a list of objects. Did you mean to access attribute "a" for a specific element of the list, or across all elements of the list?',
  ],
  [
    "convert([{a=1}], list(object({a=number}))).b",
    "x.hcl:1,47-49: Unsupported attribute; Can't access attributes on a list of objects. Did you mean to access an attribute for a specific element of the list, or across all elements of the list?",
  ],
  [
    "convert({a=1}, map(number)).b",
    'x.hcl:1,32-34: Missing map element; This map does not have an element with the key "b".',
  ],
  [
    'convert({a=1}, map(number))["b"]',
    "x.hcl:1,32-37: Invalid index; The given key does not identify an element in this collection value.",
  ],
  [
    'convert(["a"], set(string))[0]',
    "x.hcl:1,32-35: Invalid index; Elements of a set are identified only by their value and don't have any separate index or key to select with, so it's only possible to perform operations across all elements of the set.",
  ],
  [
    "convert(null, list(string))[*]",
    "x.hcl:1,5-32: Splat of null value; Splat expressions (with the * symbol) cannot be applied to null sequences.",
  ],
  [
    'convert("0x10", number)',
    'x.hcl:1,14-18: Invalid function argument; Invalid value for "value" parameter: a number is required.',
  ],
  [
    'convert("1_000", number)',
    'x.hcl:1,14-19: Invalid function argument; Invalid value for "value" parameter: a number is required.',
  ],
  [
    'convert(" 1", number)',
    'x.hcl:1,14-16: Invalid function argument; Invalid value for "value" parameter: a number is required.',
  ],
  [
    'convert("", number)',
    'x.hcl:1,15-15: Invalid function argument; Invalid value for "value" parameter: a number is required.',
  ],
  [
    "convert(convert({a=1}, map(number)), object({b=string}))",
    'x.hcl:1,13-21: Invalid function argument; Invalid value for "value" parameter: map has no element for required attribute "b".',
  ],
];

describe("conversions", () => {
  it.each(results)("%s is %s", (expression, result) => {
    expect(resultOf(expression)).toBe(result);
  });
  it.each(errors)("%s fails", (expression, message) => {
    expect(resultOf(expression)).toBe(message);
  });
});
