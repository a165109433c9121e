import { expect, test } from "vitest";
import { asTyped } from "./as-typed.js";
import type { Invocation } from "./invocation.js";

const plugin: Invocation = { mode: "plugin", program: "docker", path: "docker buildx" };
const alone = (name: string): Invocation => ({ mode: "standalone", program: name, path: name });

test.each([
  ["`slipway ls` lists the builders", plugin, "`docker buildx ls` lists the builders"],
  ["`slipway ls` lists the builders", alone("slipway"), "`slipway ls` lists the builders"],
  ["`slipway ls` lists the builders", alone("docker-buildx"), "`docker-buildx ls` lists the builders"],
  ["the network driver-opt in buildx create", alone("slipway"), "the network driver-opt in slipway create"],
  ["the network driver-opt in buildx create", alone("buildx"), "the network driver-opt in buildx create"],
  ["the network driver-opt in buildx create", plugin, "the network driver-opt in buildx create"],
  [
    "as docker buildx create does, slipway too",
    alone("slipway"),
    "as docker buildx create does, slipway too",
  ],
])("%j", (text, invocation, typed) => {
  expect(asTyped(text, invocation)).toBe(typed);
});
