import { expect, test } from "vitest";
import type { Driver } from "../../driver/contract/driver.js";
import { connectionKey } from "./connection-key.js";

const single = {} as Driver;
const several = { connectionKey: (affinity: string | undefined) => affinity } as Driver;

test.each([
  ["a node with one daemon has one connection for all", single, "/context", "n0"],
  ["connections to one of several are kept by what they are for", several, "/context", "n0 /context"],
  ["what leads to any of several is shared with nobody", several, undefined, undefined],
])("%s", (_behaviour, driver, affinity, key) => {
  expect(connectionKey("n0", driver, affinity)).toBe(key);
});
