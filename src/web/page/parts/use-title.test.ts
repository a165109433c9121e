import { expect, test } from "vitest";
import { titleOf } from "./use-title.js";

test("the title of the page begins with the place", () => {
  expect(titleOf("Builds")).toBe("Builds – Slipway");
});

test("the name of a build is shown as text, and cut, in the title", () => {
  expect(titleOf("Build \u202egnp.exe")).toBe("Build ⟨U+202E⟩gnp.exe – Slipway");
  expect(titleOf("x".repeat(5000)).length).toBeLessThan(150);
});
