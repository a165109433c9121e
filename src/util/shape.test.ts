import { describe, expect, test } from "vitest";
import { flag, list, map, number, object, optional, text } from "./shape.js";

const shape = object({
  id: text,
  size: optional(number),
  tags: list(object({ on: flag })),
  labels: optional(map(text)),
});

describe("a value from outside", () => {
  test.each([
    { id: "a", tags: [] },
    { id: "a", size: null, tags: [{ on: true, more: 1 }], labels: { a: "b" }, other: [] },
  ])("is fine: %j", (value) => {
    expect(shape(value, "it")).toBeUndefined();
  });

  test.each([
    [undefined, "it is not an object"],
    [null, "it is not an object"],
    [[], "it is not an object"],
    ["{}", "it is not an object"],
    [{}, "id is not a string"],
    [{ id: "a", size: "1", tags: [] }, "size is not a number"],
    [{ id: "a", tags: {} }, "tags is not a list"],
    [{ id: "a", tags: [{ on: true }, { on: 1 }] }, "tags[1].on is not a boolean"],
    [{ id: "a", tags: [], labels: [] }, "labels is not an object"],
    [{ id: "a", tags: [], labels: { 'x"y': 1 } }, 'labels["x\\"y"] is not a string'],
  ])("%j is told by its place", (value, problem) => {
    expect(shape(value, "it")).toBe(problem);
  });

  test("that is a list as a whole is told by its entry", () => {
    expect(list(object({ id: text }))([{ id: "a" }, 7], "it")).toBe("entry 1 is not an object");
  });
});
