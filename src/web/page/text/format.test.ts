import { expect, test } from "vitest";
import { agoText, bytesText, countText, durationText, isoTime, linesText, percentText } from "./format.js";
import { visibleText } from "./visible-text.js";

test.each([
  [bytesText(0), "0 B"],
  [bytesText(1234), "1.2 kB"],
  [bytesText(999_960), "1.0 MB"],
  [bytesText(123_456_789), "123 MB"],
  [durationText(-4), "0 ms"],
  [durationText(999.6), "1.0 s"],
  [durationText(4210), "4.2 s"],
  [durationText(59_960), "1 min 00 s"],
  [durationText(187_000), "3 min 07 s"],
  [durationText(7_500_000), "2 h 05 min"],
  [agoText(1000, 1500), "now"],
  [agoText(0, 12_000), "12 s ago"],
  [agoText(0, 3 * 3_600_000), "3 h ago"],
  [agoText(0, 86_400_000 * 90), "1970-01-01"],
  [agoText(-9e15, 0), "–"],
  [agoText(Number.NaN, 0), "–"],
  [isoTime(0), "1970-01-01T00:00:00.000Z"],
  [isoTime(9e15), undefined],
  [countText(1_000_000), "1\u202f000\u202f000"],
  [countText(12), "12"],
  [linesText(1), "1 line"],
  [linesText(2_000), "2\u202f000 lines"],
  [percentText(1, 3), "33\u00a0%"],
  [percentText(0, 0), "–"],
  [visibleText("a\tb\u001b\u007f\u0085\u200f"), "a\tb␛␡⟨U+0085⟩⟨U+200F⟩"],
])("%s", (actual, expected) => {
  expect(actual).toBe(expected);
});
