import { describe, expect, it } from "vitest";
import { resultOf } from "../../../../test/support/hcl.js";

/** What docker-buildx makes of each. */
const results: readonly (readonly [expression: string, result: string])[] = [
  ["range(5)", "[0,1,2,3,4]"],
  ["range(-3)", "[0,-1,-2]"],
  ["range(1, 4)", "[1,2,3]"],
  ["range(4, 1)", "[4,3,2]"],
  ["range(0, 10, 3)", "[0,3,6,9]"],
  ["range(10, 0, -4)", "[10,6,2]"],
  ["range(0, 1, 0.25)", "[0,0.25,0.5,0.75]"],
  ["range(0)", "[]"],
  ['sethaselement(["a","b"], "a")', "true"],
  ['setintersection(["a","b"], ["b","c"])', '["b"]'],
  ['setintersection(["a","b"], ["b","c"], ["b"])', '["b"]'],
  ['setproduct(["a","b"], [1,2])', '[["a",1],["a",2],["b",1],["b",2]]'],
  ['setproduct(["a","b"], [])', "[]"],
  ['setproduct(convert(["b","a"], set(string)), ["x"])', '[["a","x"],["b","x"]]'],
  ['setsubtract(["a","b","c"], ["b"])', '["a","c"]'],
  ['setsymmetricdifference(["a","b"], ["b","c"])', '["a","c"]'],
  ['setsymmetricdifference(["a"], ["b"], ["a"])', '["b"]'],
  ['setunion(["b","a"], ["c"], [])', '["a","b","c"]'],
  ['setunion([1], ["a"])', '["1","a"]'],
  ['setproduct([1,2],["a",true])', '[[1,"a"],[1,"true"],[2,"a"],[2,"true"]]'],
  ['sethaselement([1], "1")', "false"],
  [
    "range(3)[1] / 3",
    "0.33333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333335",
  ],
  ['setproduct(["a"], ["b", "c"], [1])', '[["a","b",1],["a","c",1]]'],
  ['setunion(["b"], ["a"], ["c", "a"])', '["a","b","c"]'],
  ["setunion([{a=2}], [{a=1}], [{a=10}])", '[{"a":10},{"a":1},{"a":2}]'],
  ["setintersection([3,2,1],[2,3])", "[2,3]"],
  ['setsubtract(["a"], ["a"])', "[]"],
  ['setsubtract([], ["a"])', "[]"],
  ["setunion([], [])", "[]"],
  ["setsymmetricdifference([1,2,3],[3,4])", "[1,2,4]"],
  ['sethaselement([], "a")', "false"],
];

/** What docker-buildx says of each. */
const errors: readonly (readonly [expression: string, result: string])[] = [
  [
    "range(2000)",
    'x.hcl:1,5-11: Error in function call; Call to function "range" failed: more than 1024 values were generated; either decrease the difference between start and end or use a smaller step.',
  ],
  [
    "range(1,2,3,4)",
    'x.hcl:1,5-11: Error in function call; Call to function "range" failed: must have one, two, or three arguments.',
  ],
  [
    "range(1,2,0)",
    'x.hcl:1,5-11: Error in function call; Call to function "range" failed: more than 1024 values were generated; either decrease the difference between start and end or use a smaller step.',
  ],
  [
    "range(1,5,-1)",
    'x.hcl:1,13-14: Invalid function argument; Invalid value for "params" parameter: end must be less than start when step is negative.',
  ],
  [
    "range(5,1,1)",
    'x.hcl:1,13-14: Invalid function argument; Invalid value for "params" parameter: end must be greater than start when step is positive.',
  ],
  [
    'setunion(["a"], [[1]])',
    'x.hcl:1,5-14: Error in function call; Call to function "setunion" failed: given sets must all have compatible element types.',
  ],
  [
    'setunion("a", ["b"])',
    'x.hcl:1,15-16: Invalid function argument; Invalid value for "first_set" parameter: set of dynamic required, but have string.',
  ],
  [
    'setproduct(["a"])',
    'x.hcl:1,5-16: Error in function call; Call to function "setproduct" failed: at least two arguments are required.',
  ],
  [
    'setproduct("a", "b")',
    'x.hcl:1,17-18: Invalid function argument; Invalid value for "sets" parameter: a set or a list is required.',
  ],
  [
    'setproduct([1,[]], ["x"])',
    'x.hcl:1,16-17: Invalid function argument; Invalid value for "sets" parameter: all elements must be of the same type.',
  ],
];

describe("sets", () => {
  it.each(results)("%s is %s", (expression, result) => {
    expect(resultOf(expression)).toBe(result);
  });
  it.each(errors)("%s fails", (expression, message) => {
    expect(resultOf(expression)).toBe(message);
  });
});
