// biome-ignore-all lint/suspicious/noTemplateCurlyInString: HCL has templates of the same form
import { describe, expect, it } from "vitest";
import { resultOf } from "../../../../test/support/hcl.js";

/** What docker-buildx says of each. */
const errors: readonly (readonly [expression: string, result: string])[] = [
  ["[for x in toset : x]", 'x.hcl:1,15-20: Unknown variable; There is no variable named "toset".'],
  ["tostring(1)", 'x.hcl:1,5-13: Call to unknown function; There is no function named "tostring".'],
  ["nosuch(1)", 'x.hcl:1,5-11: Call to unknown function; There is no function named "nosuch".'],
  [
    'uper("x")',
    'x.hcl:1,5-9: Call to unknown function; There is no function named "uper". Did you mean "upper"?',
  ],
  [
    "0 / 0",
    "x.hcl:1,5-10: Operation failed; Error during operation: can't divide zero by zero or infinity by infinity.",
  ],
  [
    "[1,2][2]",
    "x.hcl:1,10-13: Invalid index; The given key does not identify an element in this collection value: the given index is greater than or equal to the length of the collection.",
  ],
  [
    "[1,2][-1]",
    "x.hcl:1,10-14: Invalid index; The given key does not identify an element in this collection value: a negative number is not a valid index for a sequence.",
  ],
  [
    "[1,2][0.5]",
    "x.hcl:1,10-15: Invalid index; The given key does not identify an element in this collection value: indexing a sequence requires a whole number, but the given index has a fractional part.",
  ],
  [
    "[][0]",
    "x.hcl:1,7-10: Invalid index; The given key does not identify an element in this collection value: the collection has no elements.",
  ],
  [
    '[1]["x"]',
    "x.hcl:1,8-13: Invalid index; The given key does not identify an element in this collection value: a number is required.",
  ],
  ["[1][null]", "x.hcl:1,8-14: Invalid index; Can't use a null value as an indexing key."],
  [
    '{a=1}["b"]',
    "x.hcl:1,10-15: Invalid index; The given key does not identify an element in this collection value.",
  ],
  [
    "{a=1}[0]",
    "x.hcl:1,10-13: Invalid index; The given key does not identify an element in this collection value. An object only supports looking up attributes by name, not by numeric index.",
  ],
  ["{a=1}.b", 'x.hcl:1,10-12: Unsupported attribute; This object does not have an attribute named "b".'],
  [
    '"abc".foo',
    "x.hcl:1,10-14: Unsupported attribute; Can't access attributes on a primitive-typed value (string).",
  ],
  ['"abc"[0]', "x.hcl:1,10-13: Invalid index; This value does not have any indices."],
  [
    "null.foo",
    "x.hcl:1,9-13: Attempt to get attribute from null value; This value is null, so it does not have any attributes.",
  ],
  [
    "null[0]",
    "x.hcl:1,9-12: Attempt to index null value; This value is null, so it does not have any indices.",
  ],
  ["5[0]", "x.hcl:1,6-9: Invalid index; This value does not have any indices."],
  ["[{a=1}].a", "x.hcl:1,12-14: Unsupported attribute; This value does not have any attributes."],
  ["nope", 'x.hcl:1,5-9: Unknown variable; There is no variable named "nope".'],
  ["nope.foo", 'x.hcl:1,5-9: Unknown variable; There is no variable named "nope".'],
  ['1 + "a"', "x.hcl:1,9-12: Invalid operand; Unsuitable value for right operand: a number is required."],
  ["1 + null", "x.hcl:1,5-13: Operation failed; Error during operation: argument must not be null."],
  ['"a" + 1', "x.hcl:1,5-8: Invalid operand; Unsuitable value for left operand: a number is required."],
  ['-"a"', "x.hcl:1,6-9: Invalid operand; Unsuitable value for unary operand: a number is required."],
  ["!5", "x.hcl:1,6-7: Invalid operand; Unsuitable value for unary operand: bool required, but have number."],
  ["!null", "x.hcl:1,5-10: Operation failed; Error during operation: argument must not be null."],
  ["null < 1", "x.hcl:1,5-13: Operation failed; Error during operation: argument must not be null."],
  [
    "[] < 1",
    "x.hcl:1,5-7: Invalid operand; Unsuitable value for left operand: number required, but have tuple.",
  ],
  [
    "true + 1",
    "x.hcl:1,5-9: Invalid operand; Unsuitable value for left operand: number required, but have bool.",
  ],
  [
    "1 && true",
    "x.hcl:1,5-6: Invalid operand; Unsuitable value for left operand: bool required, but have number.",
  ],
  ['"a" ? 1 : 2', "x.hcl:1,5-8: Incorrect condition type; The condition expression must be of type bool."],
  [
    "null ? 1 : 2",
    "x.hcl:1,5-9: Null condition; The condition value is null. Conditions must either be true or false.",
  ],
  ["[] ? 1 : 2", "x.hcl:1,5-7: Incorrect condition type; The condition expression must be of type bool."],
  [
    "true ? {a=1} : {b=[]}",
    "x.hcl:1,12-26: Inconsistent conditional result types; The true and false result expressions must have consistent types. The 'true' value includes object attribute \"a\", which is absent in the 'false' value.",
  ],
  [
    "true ? [1] : {a=1}",
    "x.hcl:1,12-23: Inconsistent conditional result types; The true and false result expressions must have consistent types. The 'true' value is tuple, but the 'false' value is object.",
  ],
  [
    "true ? {a=[]} : {a={}}",
    "x.hcl:1,12-27: Inconsistent conditional result types; The true and false result expressions must have consistent types. Type mismatch for object attribute \"a\": The 'true' value is tuple, but the 'false' value is object.",
  ],
  [
    "true ? [[]] : [1]",
    "x.hcl:1,12-22: Inconsistent conditional result types; The true and false result expressions must have consistent types. Type mismatch for tuple element 0: The 'true' value is tuple, but the 'false' value is number.",
  ],
  [
    "true ? 1 : [1]",
    "x.hcl:1,12-19: Inconsistent conditional result types; The true and false result expressions must have consistent types. The 'true' value is number, but the 'false' value is tuple.",
  ],
  [
    '"a ${null} b"',
    "x.hcl:1,10-14: Invalid template interpolation value; The expression result is null. Cannot include a null value in a string template.",
  ],
  [
    '"a ${[1]} b"',
    "x.hcl:1,10-13: Invalid template interpolation value; Cannot include the given value in a string template: string required, but have tuple.",
  ],
  [
    '"a ${{}} b"',
    "x.hcl:1,10-12: Invalid template interpolation value; Cannot include the given value in a string template: string required, but have object.",
  ],
  [
    '"%{ for x in [null] }${x}%{ endfor }"',
    "x.hcl:1,28-29: Invalid template interpolation value; The expression result is null. Cannot include a null value in a string template.",
  ],
  [
    '"%{ if null }a%{ endif }"',
    "x.hcl:1,12-16: Null condition; The condition value is null. Conditions must either be true or false.",
  ],
  [
    "[for x in null : x]",
    "x.hcl:1,15-19: Iteration over null value; A null value cannot be used as the collection in a 'for' expression.",
  ],
  [
    "[for x in 5 : x]",
    "x.hcl:1,15-16: Iteration over non-iterable value; A value of type number cannot be used as the collection in a 'for' expression.",
  ],
  [
    "[for x in [1] : x if null]",
    "x.hcl:1,26-30: Condition is null; The value of the 'if' clause must not be null.",
  ],
  [
    '[for x in [1,2] : x if "a"]',
    "x.hcl:1,28-31: Invalid 'for' condition; The 'if' clause value is invalid: a bool is required.",
  ],
  ["[for x in [1,2] : x if nope]", 'x.hcl:1,28-32: Unknown variable; There is no variable named "nope".'],
  [
    "[for x in [1,2] : nope]",
    'x.hcl:1,23-27: Unknown variable; There is no variable named "nope"., and 1 other diagnostic(s)',
  ],
  [
    "{for x in [1,1] : x => x}",
    "x.hcl:1,23-24: Duplicate object key; Two different items produced the key \"1\" in this 'for' expression. If duplicates are expected, use the ellipsis (...) after the value expression to enable grouping by key.",
  ],
  [
    "{for x in [1] : null => x}",
    "x.hcl:1,21-25: Invalid object key; Key expression in 'for' expression must not produce a null value.",
  ],
  [
    "{for x in [1] : [] => x}",
    "x.hcl:1,21-23: Invalid object key; The key expression produced an invalid result: string required, but have tuple.",
  ],
  ["{(null) = 1}", "x.hcl:1,15-16: Null value as key; Can't use a null value as a key."],
  [
    "{([]) = 1}",
    "x.hcl:1,6-10: Incorrect key type; Can't use this value as a key: string required, but have tuple.",
  ],
  [
    "{a.b = 1}",
    "x.hcl:1,6-9: Ambiguous attribute key; If this expression is intended to be a reference, wrap it in parentheses. If it's instead intended as a literal name containing periods, wrap it in quotes to create a string literal.",
  ],
  ["nope[*].a", 'x.hcl:1,5-9: Unknown variable; There is no variable named "nope".'],
  [
    "[{a=1},{b=2}][*].a",
    'x.hcl:1,21-23: Unsupported attribute; This object does not have an attribute named "a".',
  ],
  [
    "{a 1}",
    'x.hcl:1,8-9: Missing key/value separator; Expected an equals sign ("=") to mark the beginning of the attribute value.',
  ],
  [
    "{a = 1 b = 2}",
    "x.hcl:1,12-13: Missing attribute separator; Expected a newline or comma to mark the beginning of the next attribute.",
  ],
  [
    "{a}",
    'x.hcl:1,7-8: Missing key/value separator; Expected an equals sign ("=") to mark the beginning of the attribute value.',
  ],
  [
    "{a,}",
    'x.hcl:1,7-8: Missing attribute value; Expected an attribute value, introduced by an equals sign ("=").',
  ],
  [
    "true ? 1",
    "x.hcl:1,13-2,1: Missing false expression in conditional; The conditional operator (...?...:...) requires a false expression, delimited by a colon.",
  ],
  [
    "true ? 1 2",
    "x.hcl:1,14-15: Missing false expression in conditional; The conditional operator (...?...:...) requires a false expression, delimited by a colon., and 1 other diagnostic(s)",
  ],
  ["a.", "x.hcl:1,7-2,1: Invalid attribute name; An attribute name is required after a dot."],
  [
    "a.*.*",
    "x.hcl:1,9-10: Nested splat expression not allowed; A splat expression (*) cannot be used inside another attribute-only splat expression.",
  ],
  [
    "a[1",
    'x.hcl:2,1-1: Missing close bracket on index; The index operator must end with a closing bracket ("]").',
  ],
  [
    "a[*",
    'x.hcl:2,1-1: Missing close bracket on splat index; The star for a full splat operator must be immediately followed by a closing bracket ("]").',
  ],
  [
    "a[* x",
    'x.hcl:2,1-1: Missing close bracket on splat index; The star for a full splat operator must be immediately followed by a closing bracket ("]").',
  ],
  [
    "[1].0.1",
    "x.hcl:1,9-12: Invalid legacy index syntax; When using the legacy index syntax, chaining two indexes together is not permitted. Use the proper index syntax instead, like [0][1].",
  ],
  [
    "[1].*.0.1",
    "x.hcl:1,9-10: Invalid legacy index syntax; When using the legacy index syntax, chaining two indexes together is not permitted. Use the proper index syntax with a full splat expression [*] instead, like [0][1].",
  ],
  [
    "a & b",
    'x.hcl:1,7-8: Unsupported operator; Bitwise operators are not supported. Did you mean boolean AND ("&&")?, and 1 other diagnostic(s)',
  ],
  [
    "a | b ^ c",
    'x.hcl:1,7-8: Unsupported operator; Bitwise operators are not supported. Did you mean boolean OR ("||")?, and 2 other diagnostic(s)',
  ],
  [
    "~a",
    'x.hcl:1,5-6: Unsupported operator; Bitwise operators are not supported. Did you mean boolean NOT ("!")?, and 1 other diagnostic(s)',
  ],
  ["é", 'x.hcl:1,5-6: Unknown variable; There is no variable named "é".'],
  ["foo::bar(1)", 'x.hcl:1,5-13: Call to unknown function; There are no functions in namespace "foo::".'],
  [
    "a == b == c",
    'x.hcl:1,5-6: Unknown variable; There is no variable named "a"., and 2 other diagnostic(s)',
  ],
  ["-a.b[0]", 'x.hcl:1,6-7: Unknown variable; There is no variable named "a".'],
  ["a.b.c.d", 'x.hcl:1,5-6: Unknown variable; There is no variable named "a".'],
  ["true ? tomap : 1", 'x.hcl:1,12-17: Unknown variable; There is no variable named "tomap".'],
  ["a.0.b", 'x.hcl:1,5-6: Unknown variable; There is no variable named "a".'],
  [
    "[[1,2],[3,4]].1.0",
    "x.hcl:1,19-22: Invalid legacy index syntax; When using the legacy index syntax, chaining two indexes together is not permitted. Use the proper index syntax instead, like [1][0].",
  ],
];

describe("expressions that have no value", () => {
  it.each(errors)("%s fails", (expression, message) => {
    expect(resultOf(expression)).toBe(message);
  });
});
