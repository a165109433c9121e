import { expect, test } from "vitest";
import { keyOf } from "../catalog/build-entry.js";
import type { BuildKey } from "../contract/index.js";
import type { ApiContext } from "./api-request.js";
import { compareRoute } from "./build-routes.js";

test("builds to be compared are named as their pages are, each part encoded", async () => {
  const opened: BuildKey[] = [];
  const state = {
    open: (key: BuildKey) => {
      opened.push(key);
      throw new Error(keyOf(key));
    },
  };
  const context = { state } as unknown as ApiContext;
  const compare = (a: string) => compareRoute(new URLSearchParams({ a, b: "b/n/r" }), context);
  await expect(compare("a%2Fb/n%200/r%3C1%3E")).rejects.toThrow();
  expect(opened).toContainEqual({ builder: "a/b", node: "n 0", ref: "r<1>" });
  await expect(compare("b/n/%zz")).rejects.toMatchObject({ status: 400 });
  await expect(compare("b/n")).rejects.toMatchObject({ status: 400 });
});
