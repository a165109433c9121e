import { expect, test } from "vitest";
import { restoreCallerEnvironment } from "./caller-environment.js";

test("what was set aside is given back, an empty value too, and nothing else changes", () => {
  const env = {
    SLIPWAY_CALLER_NODE_OPTIONS: "--import=tsx",
    SLIPWAY_CALLER_NODE_DEBUG: "",
    SLIPWAY_CALLER_OTHER: "stays",
    NODE_PATH: "/given/by/the/user",
  };
  expect([...restoreCallerEnvironment(env)]).toEqual(["NODE_OPTIONS", "NODE_DEBUG"]);
  expect(env).toEqual({
    NODE_OPTIONS: "--import=tsx",
    NODE_DEBUG: "",
    SLIPWAY_CALLER_OTHER: "stays",
    NODE_PATH: "/given/by/the/user",
  });
});
