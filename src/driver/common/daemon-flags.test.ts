import { describe, expect, test } from "vitest";
import type { DaemonFlagsRequest } from "../contract/driver-factory.js";
import { daemonFlags } from "./daemon-flags.js";

function flagsOf(request: Partial<DaemonFlagsRequest>, onHostNetwork = false): readonly string[] | undefined {
  return daemonFlags({ flags: undefined, configuredEntitlements: [], ...request }, { onHostNetwork });
}

const allowed = "--allow-insecure-entitlement=network.host";

describe("the daemon's flags", () => {
  test("allow the daemon's own network unless entitlements were decided on", () => {
    expect(flagsOf({})).toEqual([allowed]);
    expect(flagsOf({ flags: ["--debug"] })).toEqual(["--debug", allowed]);
    expect(flagsOf({ configuredEntitlements: ["network.host"] })).toBeUndefined();
    expect(flagsOf({ configuredEntitlements: ["security.insecure"] })).toEqual([allowed]);
  });

  test("are the user's when they name entitlements", () => {
    const one = ["--allow-insecure-entitlement=security.insecure"];
    const two = ["--allow-insecure-entitlement", "security.insecure"];
    expect(flagsOf({ flags: one })).toEqual(one);
    expect(flagsOf({ flags: two })).toEqual(two);
  });

  test("always allow the host's network to a daemon that is on it", () => {
    const flags = ["--allow-insecure-entitlement=security.insecure"];
    expect(flagsOf({ flags }, true)).toEqual([...flags, allowed]);
    expect(flagsOf({ flags: [allowed] }, true)).toEqual([allowed]);
    expect(flagsOf({ configuredEntitlements: ["network.host"] }, true)).toEqual([allowed]);
  });
});
