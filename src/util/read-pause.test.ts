import { expect, it } from "vitest";
import { readPause } from "./read-pause.js";

it.each([
  ["is not held up when it is fast", Infinity, 0],
  ["is not held up when it would fill the kernel's room within a millisecond", 170_000, 0],
  ["fills most of the room when it is slower", 100_000, 1],
  ["has longer for it the slower it is", 54_000, 2],
  ["does not wait for long", 11_000, 4],
  ["that sends messages is not held up", 5_000, 0],
  ["that sends nothing is not held up", 0, 0],
])("a sender %s", (_, rate, pause) => {
  expect(readPause(rate)).toBe(pause);
});
