import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { isError, SlipwayError } from "./index.js";

const foreign: unknown = runInNewContext('Object.assign(new Error("no such file"), { name: "AbortError" })');

test("an error of another realm is an error", () => {
  expect(foreign instanceof Error).toBe(false);
  expect(isError(foreign)).toBe(true);
  expect(SlipwayError.from(foreign)).toMatchObject({ code: "canceled", message: "no such file" });
});

test.each([undefined, null, "Error", 1, {}, { message: "x" }, { name: "x", message: 1, stack: "" }])(
  "%j is no error",
  (reason) => {
    expect(isError(reason)).toBe(false);
  },
);
