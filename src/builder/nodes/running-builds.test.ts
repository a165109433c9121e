import { expect, test } from "vitest";
import { fakeBuilder, fakeNode } from "../../../test/support/build/fake-node.js";
import { requireIdle, runningBuilds } from "./running-builds.js";

test("a node that does not run has no builds, and nobody waits for it", async () => {
  const node = fakeNode("b0");
  expect(await runningBuilds(node, {})).toBe(0);
  const warnings: string[] = [];
  await requireIdle(fakeBuilder([node]), ["b0", "elsewhere"], {
    wait: true,
    onWarning: (message) => void warnings.push(message),
  });
  expect(warnings).toEqual([]);
});
