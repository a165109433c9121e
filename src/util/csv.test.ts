import fc from "fast-check";
import { expect, test } from "vitest";
import { formatCsvLine, parseCsvLine } from "./csv.js";

test.each([
  ["", []],
  ["a", ["a"]],
  ["a,b,", ["a", "b", ""]],
  ['"a,b",c', ["a,b", "c"]],
  ['"a ""quoted"" word"', ['a "quoted" word']],
  [" a ,b", [" a ", "b"]],
])("%j is split into %j", (line, fields) => {
  expect(parseCsvLine(line)).toEqual(fields);
});

test.each([
  ['a"b', 'parse error on line 1, column 2: bare " in non-quoted-field'],
  ['"a', 'parse error on line 1, column 2: extraneous or missing " in quoted-field'],
  ['"a"b,c', 'parse error on line 1, column 3: extraneous or missing " in quoted-field'],
])("%j is refused", (line, message) => {
  expect(() => parseCsvLine(line)).toThrow(message);
});

test("what is written is read back", () => {
  fc.assert(
    fc.property(fc.array(fc.string(), { minLength: 1 }), (fields) => {
      fc.pre(!(fields.length === 1 && fields[0] === ""));
      expect(parseCsvLine(formatCsvLine(fields))).toEqual(fields);
    }),
  );
});
