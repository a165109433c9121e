import { describe, expect, it } from "vitest";
import { resultOf } from "../../../../test/support/hcl.js";

/** What docker-buildx makes of each. */
const results: readonly (readonly [expression: string, result: string])[] = [
  ['chunklist(["a","b","c"], 2)', '[["a","b"],["c"]]'],
  ["chunklist([], 2)", "[]"],
  ["chunklist([1,2], 0)", "[[1,2]]"],
  ['coalesce(null, "a", "b")', '"a"'],
  ['coalesce(null, 1, "x")', '"1"'],
  ['coalescelist([], ["a"], ["b"])', '["a"]'],
  ["coalescelist([], [1,2])", "[1,2]"],
  ['compact(["a", "", "b", null])', '["a","b"]'],
  ['concat(["a"], ["b", 1])', '["a","b",1]'],
  ["concat([], [])", "[]"],
  ['concat(split(",", "a,b"), ["c"])', '["a","b","c"]'],
  ['concat(split(",", "a,b"), split(",", "c"))', '["a","b","c"]'],
  ['contains(["a","b"], "a")', "true"],
  ['contains([1,2], "1")', "false"],
  ['distinct(["a","b","a",1,"1"])', '["a","b","1"]'],
  ["distinct([1,2,1])", "[1,2]"],
  ['element(["a","b","c"], 4)', '"b"'],
  ['element(["a","b","c"], -1)', '"c"'],
  ['flatten([["a", ["b"]], [], "c"])', '["a","b","c"]'],
  ["hasindex([1,2], 1)", "true"],
  ["hasindex([1,2], 5)", "false"],
  ['hasindex(convert({a=1}, map(number)), "a")', "true"],
  ['index(["a","b"], 1)', '"b"'],
  ['index(convert({a=1}, map(number)), "a")', "1"],
  ['indexof(["a","b"], "b") ', "1"],
  ["length([1,2,3])", "3"],
  ["length(convert({a=1}, map(number)))", "1"],
  ["length([])", "0"],
  ['reverselist(["a","b",1])', '[1,"b","a"]'],
  ['reverselist(split(",", "a,b"))', '["b","a"]'],
  ['slice(["a","b","c","d"], 1, 3)', '["b","c"]'],
  ["slice([1,2], 0, 0)", "[]"],
  ["flatten([for x in [{a=1,b=[1,2]},{a=2,b=[3]}] : x.b])", "[1,2,3]"],
  ['length(split("", "日本"))', "2"],
  ["length(range(10)) * 3 / 4", "7.5"],
  [
    "length([1,2,3]) / 7",
    "0.42857142857142857142857142857142857142857142857142857142857142857142857142857142857142857142857142857142857142857142857142857142857142857142857142857142856",
  ],
  ['coalesce("", "b")', '""'],
  ["coalesce(null, [1], [2])", "[1]"],
  ['chunklist(["a","b","c","d","e"], 2)', '[["a","b"],["c","d"],["e"]]'],
  ['slice(["a","b"], 2, 2)', "[]"],
  ['element([1, "a"], 3)', '"a"'],
  ['index([1,"a"], 1)', '"a"'],
  ['concat([1], ["a"], [])', '[1,"a"]'],
  ['concat(convert([1], list(number)), convert(["a"], list(string)))', '["1","a"]'],
  ["distinct([[1],[1],[2]])", "[[1],[2]]"],
  ["distinct([{a=1},{a=1}])", '[{"a":1}]'],
  ["reverselist([])", "[]"],
  ["compact([])", "[]"],
  ["contains([[1]], [1])", "true"],
  ["indexof([[1],[2]], [2])", "1"],
  ["flatten([])", "[]"],
  ["flatten([[[[]]]])", "[]"],
  ["length(convert([1,1], set(number)))", "1"],
  ["concat([[1],[2]]...)", "[1,2]"],
  ['coalesce([null, "x"]...)', '"x"'],
];

/** What docker-buildx says of each. */
const errors: readonly (readonly [expression: string, result: string])[] = [
  [
    'length("abc")',
    'x.hcl:1,5-12: Error in function call; Call to function "length" failed: collection must be a list, a map or a tuple.',
  ],
  [
    "element([], 0)",
    'x.hcl:1,5-13: Error in function call; Call to function "element" failed: cannot use element function with an empty list.',
  ],
  [
    'element("x", 0)',
    'x.hcl:1,5-13: Error in function call; Call to function "element" failed: cannot read elements from string.',
  ],
  [
    "slice([1,2], 1, 5)",
    'x.hcl:1,21-22: Invalid function argument; Invalid value for "end_index" parameter: end index must not be greater than the length of the list.',
  ],
  [
    "slice([1,2], 2, 1)",
    'x.hcl:1,18-19: Invalid function argument; Invalid value for "start_index" parameter: start index must not be greater than end index.',
  ],
  [
    'slice("x", 0, 1)',
    'x.hcl:1,12-13: Invalid function argument; Invalid value for "list" parameter: must be a list or tuple value.',
  ],
  [
    'concat("a")',
    'x.hcl:1,13-14: Invalid function argument; Invalid value for "seqs" parameter: all arguments must be lists or tuples; got string.',
  ],
  [
    'flatten("a")',
    'x.hcl:1,5-13: Error in function call; Call to function "flatten" failed: can only flatten lists, sets and tuples.',
  ],
  [
    'contains("abc", "a")',
    'x.hcl:1,5-14: Error in function call; Call to function "contains" failed: argument must be list, tuple, or set.',
  ],
  [
    'indexof(["a"], "b")',
    'x.hcl:1,5-13: Error in function call; Call to function "indexof" failed: item not found.',
  ],
  [
    'indexof([], "b")',
    'x.hcl:1,5-13: Error in function call; Call to function "indexof" failed: cannot search an empty list.',
  ],
  [
    'indexof("x", "b")',
    'x.hcl:1,5-13: Error in function call; Call to function "indexof" failed: argument must be a list or tuple.',
  ],
  [
    "coalesce(null, null)",
    'x.hcl:1,5-14: Error in function call; Call to function "coalesce" failed: no non-null arguments.',
  ],
  [
    "coalesce()",
    'x.hcl:1,5-14: Error in function call; Call to function "coalesce" failed: all arguments must have the same type.',
  ],
  [
    'coalesce([], "a")',
    'x.hcl:1,5-14: Error in function call; Call to function "coalesce" failed: all arguments must have the same type.',
  ],
  [
    "coalescelist([])",
    'x.hcl:1,5-18: Error in function call; Call to function "coalescelist" failed: no non-null arguments.',
  ],
  [
    'coalescelist("a")',
    'x.hcl:1,5-18: Error in function call; Call to function "coalescelist" failed: coalescelist arguments must be lists or tuples.',
  ],
  [
    "coalescelist()",
    'x.hcl:1,5-18: Error in function call; Call to function "coalescelist" failed: at least one argument is required.',
  ],
  [
    'chunklist(["a"], -1)',
    'x.hcl:1,5-15: Error in function call; Call to function "chunklist" failed: the size argument must be positive.',
  ],
  [
    'chunklist(["a"], 1.5)',
    'x.hcl:1,5-15: Error in function call; Call to function "chunklist" failed: invalid size: value must be a whole number, between -9223372036854775808 and 9223372036854775807.',
  ],
  [
    "index([1], 5)",
    'x.hcl:1,5-11: Error in function call; Call to function "index" failed: key must be between 0 and 1 inclusive.',
  ],
  [
    'index([1], "a")',
    'x.hcl:1,5-11: Error in function call; Call to function "index" failed: key for tuple must be number.',
  ],
  [
    "index(convert([1], list(number)), 5)",
    'x.hcl:1,5-11: Error in function call; Call to function "index" failed: invalid index.',
  ],
  [
    'index({a=1}, "a")',
    'x.hcl:1,5-11: Error in function call; Call to function "index" failed: collection must be a list, a map or a tuple.',
  ],
  [
    'hasindex({a=1}, "a")',
    'x.hcl:1,5-14: Error in function call; Call to function "hasindex" failed: collection must be a list, a map or a tuple.',
  ],
  [
    'reverselist("a")',
    'x.hcl:1,18-19: Invalid function argument; Invalid value for "list" parameter: can only reverse list or tuple values, not string.',
  ],
  [
    'distinct("a")',
    'x.hcl:1,15-16: Invalid function argument; Invalid value for "list" parameter: list of dynamic required, but have string.',
  ],
  [
    "length(5)",
    'x.hcl:1,5-12: Error in function call; Call to function "length" failed: collection must be a list, a map or a tuple.',
  ],
  [
    "length({a=1})",
    'x.hcl:1,5-12: Error in function call; Call to function "length" failed: collection must be a list, a map or a tuple.',
  ],
];

describe("collections", () => {
  it.each(results)("%s is %s", (expression, result) => {
    expect(resultOf(expression)).toBe(result);
  });
  it.each(errors)("%s fails", (expression, message) => {
    expect(resultOf(expression)).toBe(message);
  });
});
