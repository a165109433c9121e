import { expect, test } from "vitest";
import { takesNotes } from "./notes-setting.js";

test.each([
  [undefined, true, true],
  [undefined, false, false],
  ["", true, true],
  ["1", false, true],
  ["true", false, true],
  ["0", true, false],
  ["maybe", false, false],
])("SLIPWAY_BUILD_NOTES=%s with notes there: %s", (value, there, taken) => {
  expect(takesNotes({ SLIPWAY_BUILD_NOTES: value }, () => there)).toBe(taken);
});
