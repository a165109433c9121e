import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { errorCode } from "../util/error-code.js";
import { isError, SlipwayError } from "./index.js";

const foreign: unknown = runInNewContext(
  'Object.assign(new Error("no such file"), { code: "ENOENT", name: "AbortError" })',
);

test("an error of another realm is an error, and has its code", () => {
  expect(foreign instanceof Error).toBe(false);
  expect(isError(foreign)).toBe(true);
  expect(errorCode(foreign)).toBe("ENOENT");
  expect(SlipwayError.from(foreign)).toMatchObject({ code: "canceled", message: "no such file" });
});

test.each([undefined, null, "Error", 1, {}, { message: "x" }, { name: "x", message: 1, stack: "" }])(
  "%j is no error",
  (reason) => {
    expect(isError(reason)).toBe(false);
    expect(errorCode(reason)).toBeUndefined();
  },
);
