import { expect, test } from "vitest";
import { formatJson } from "./format-value.js";
import { TemplateStruct } from "./template-struct.js";

class Item extends TemplateStruct {
  readonly typeName = "item";
  protected readonly fields = { Text: () => "a && b > c" };
  toJSON(): unknown {
    return { Text: "a && b > c" };
  }
}

test("JSON of a whole item has Go's escapes, that of a field has not", () => {
  expect(formatJson(new Item())).toBe('{"Text":"a \\u0026\\u0026 b \\u003e c"}');
  expect(formatJson("a && b > c")).toBe('"a && b > c"');
});

test("keys of maps are sorted, and numbers of any size are numbers", () => {
  expect(formatJson({ b: 1n, a: [{ d: 1, c: undefined }] })).toBe('{"a":[{"d":1}],"b":1}');
  expect(formatJson(undefined)).toBe("null");
});
