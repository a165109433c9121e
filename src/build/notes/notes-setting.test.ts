import { expect, test } from "vitest";
import { takesNotes } from "./notes-setting.js";

test.each<[string | undefined, boolean, boolean, boolean]>([
  [undefined, true, false, true],
  [undefined, true, true, false],
  [undefined, false, false, false],
  ["", true, false, true],
  ["auto", false, false, true],
  ["auto", true, true, false],
  ["1", false, true, true],
  ["true", false, false, true],
  ["0", true, false, false],
  ["maybe", false, false, false],
])("SLIPWAY_BUILD_NOTES=%s with notes there: %s, with a round trip: %s", (value, there, isDear, taken) => {
  expect(takesNotes({ SLIPWAY_BUILD_NOTES: value }, { hasNotes: () => there, isDear })).toBe(taken);
});
