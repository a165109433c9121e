import { afterEach, expect, test, vi } from "vitest";
import { buildHref, followRoute, hrefOf, keyText, parseRoute, route, viewOf } from "./route.js";

const key = { builder: "a/b", node: "n 0", ref: "r<1>" };

afterEach(() => void vi.unstubAllGlobals());

test("an address says again what it was made of", () => {
  const { parts, query } = parseRoute(buildHref(key, "logs", { step: "3", find: "a&b" }));
  expect(parts).toEqual(["builds", "a/b", "n 0", "r<1>", "logs"]);
  expect(Object.fromEntries(query)).toEqual({ step: "3", find: "a&b" });
});

test("an address that is no proper one is taken as it is", () => {
  expect(parseRoute("#/builds/%zz").parts).toEqual(["builds", "%zz"]);
  expect(parseRoute("").parts).toEqual([]);
});

test("tabs and steps of a build are one view, and another build is another", () => {
  const view = (hash: string) => viewOf(parseRoute(hash));
  expect(view("")).toBe(view("#/builds"));
  expect(view(buildHref(key, "logs", { step: "3" }))).toBe(view(buildHref(key)));
  expect(view(buildHref({ ...key, ref: "other" }))).not.toBe(view(buildHref(key)));
  expect(view(buildHref(key))).not.toBe(view("#/builds"));
  expect(view("#/builders/b")).toBe(view("#/builders"));
  expect(view("#/series/a")).not.toBe(view("#/series/b"));
});

test("keys are encoded for the server", () => {
  expect(keyText(key)).toBe("a%2Fb/n%200/r%3C1%3E");
  expect(hrefOf(["builders"])).toBe("#/builders");
});

test("a new link in the same tab is no place: who follows is told of it", () => {
  const location = { hash: "#/builders" };
  let change = () => {};
  vi.stubGlobal("location", location);
  vi.stubGlobal("addEventListener", (_type: string, listener: () => void) => {
    change = listener;
  });
  const onLink = vi.fn();
  followRoute(onLink);
  expect(route.value.parts).toEqual(["builders"]);
  location.hash = "#CODE/builds";
  change();
  expect(onLink).toHaveBeenCalledOnce();
  expect(route.value.parts).toEqual(["builders"]);
  location.hash = "#/builds";
  change();
  expect(onLink).toHaveBeenCalledOnce();
  expect(route.value.parts).toEqual(["builds"]);
});
