import { Readable } from "node:stream";
import { expect, test } from "vitest";
import type { BuildPlan } from "../plan/build-plan.js";
import { isAlone } from "./notes-place.js";

test.each<[string, BuildPlan["options"]["context"], boolean]>([
  ["a directory", ".", false],
  ["standard input", "-", true],
  ["an archive", { tar: Readable.from([]) }, true],
  ["files from memory", { files: new Map() }, false],
])("whether a build of %s may be of anything", (_, context, expected) => {
  expect(isAlone({ options: { context } } as Pick<BuildPlan, "options">)).toBe(expected);
});
