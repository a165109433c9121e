import { expect, test } from "vitest";
import { buildHref, hrefOf, keyText, parseRoute } from "./route.js";

const key = { builder: "a/b", node: "n 0", ref: "r<1>" };

test("an address says again what it was made of", () => {
  const { parts, query } = parseRoute(buildHref(key, "logs", { step: "3", find: "a&b" }));
  expect(parts).toEqual(["builds", "a/b", "n 0", "r<1>", "logs"]);
  expect(Object.fromEntries(query)).toEqual({ step: "3", find: "a&b" });
});

test("an address that is no proper one is taken as it is", () => {
  expect(parseRoute("#/builds/%zz").parts).toEqual(["builds", "%zz"]);
  expect(parseRoute("").parts).toEqual([]);
});

test("keys are encoded for the server", () => {
  expect(keyText(key)).toBe("a%2Fb/n%200/r%3C1%3E");
  expect(hrefOf(["builders"])).toBe("#/builders");
});
