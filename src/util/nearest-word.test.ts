import { expect, test } from "vitest";
import { nearestWord } from "./nearest-word.js";

const words = [
  "build",
  "create",
  "du",
  "inspect",
  "install-plugin",
  "ls",
  "prune",
  "rm",
  "stop",
  "use",
  "version",
];

test.each([
  ["biuld", "build"],
  ["buidl", "build"],
  ["bild", "build"],
  ["builds", "build"],
  ["BUILD", "build"],
  ["crate", "create"],
  ["insp", "inspect"],
  ["vresion", "version"],
  ["in", "inspect"],
  ["lss", "ls"],
  ["sotp", "stop"],
])("%s is meant to be %s", (typed, word) => {
  expect(nearestWord(typed, words)).toBe(word);
});

test.each(["x", "", "nope", "bake", "imagetools", "zz", "xx", "a".repeat(1_000_000)])(
  "%s is near to nothing",
  (typed) => {
    expect(nearestWord(typed, words)).toBeUndefined();
  },
);

test("the nearest of several is taken", () => {
  expect(nearestWord("platfrom", ["plain", "platform", "platforms"])).toBe("platform");
});
