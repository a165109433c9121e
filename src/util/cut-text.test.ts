import { expect, test } from "vitest";
import { cutText } from "./cut-text.js";

test("a text that is too long is cut, and says so", () => {
  expect(cutText("abcd", 4)).toBe("abcd");
  expect(cutText("abcde", 4)).toBe("abc…");
  expect(cutText("abcde", 4, true)).toBe("…cde");
});
