import { expect, test } from "vitest";
import { indexAnnotations } from "./index-annotations.js";
import { parseAnnotations } from "./parse-annotations.js";

test("an annotation goes to every type before its key, and a value may hold anything", () => {
  const requested = parseAnnotations(["index,manifest-descriptor[linux/arm64]:a.b/c=d:e=f", "", "plain=x"]);
  expect(requested).toEqual([
    { type: "index", platform: undefined, key: "a.b/c", value: "d:e=f" },
    { type: "manifest-descriptor", platform: "linux/arm64", key: "a.b/c", value: "d:e=f" },
    { type: "", platform: undefined, key: "plain", value: "x" },
  ]);
  expect(indexAnnotations(requested.slice(0, 2))).toMatchObject({
    index: { "a.b/c": "d:e=f" },
    descriptors: [{ platform: "linux/arm64" }],
  });
});

test.each([
  ["a", 'invalid annotation "a", expected key=value'],
  ["x y:a=b", 'invalid annotation type "x y", expected type and optional platform in square brackets'],
  ["bogus:a=b", 'unknown annotation type "bogus"'],
])("%s is refused", (text, why) => {
  expect(() => parseAnnotations([text])).toThrow(`failed to parse annotations: ${why}`);
});

test.each([
  ["a=b", "unsupported"],
  ["manifest:a=b", "unsupported"],
  ["index-descriptor:a=b", "invalid-argument"],
])("an index cannot have %s", (text, code) => {
  expect(() => indexAnnotations(parseAnnotations([text]))).toThrow(expect.objectContaining({ code }));
});
