import { expect, test } from "vitest";
import { testBuild } from "../fixtures/testing.js";
import { TextOption } from "../parts/text-option.js";
import { BuildRow } from "./build-row.js";

test("the name of a build is told with its hidden characters to whoever hears the box beside it", () => {
  const row = BuildRow({ build: testBuild("\u202egnp.exe"), tabIndex: 0 });
  expect(JSON.stringify(row.props)).toContain('"aria-label":"Compare ⟨U+202E⟩gnp.exe"');
});

test("a choice is named with its hidden characters", () => {
  expect(TextOption({ value: "0", children: "\u202egnp.exe" }).props.children).toBe("⟨U+202E⟩gnp.exe");
});
