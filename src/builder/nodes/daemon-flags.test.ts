import { describe, expect, test } from "vitest";
import { type DaemonFlagsInput, daemonFlags } from "./daemon-flags.js";

function flagsOf(input: Partial<DaemonFlagsInput>): readonly string[] | undefined {
  return daemonFlags({
    driver: "docker-container",
    flags: undefined,
    driverOptions: undefined,
    configuredEntitlements: [],
    ...input,
  });
}

const allowed = "--allow-insecure-entitlement=network.host";

describe("the daemon's flags", () => {
  test("allow the container's network unless entitlements were decided on", () => {
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

  test("always allow the host's network to a builder that is on it", () => {
    const driverOptions = { network: "host" };
    const flags = ["--allow-insecure-entitlement=security.insecure"];
    expect(flagsOf({ flags, driverOptions })).toEqual([...flags, allowed]);
    expect(flagsOf({ flags: [allowed], driverOptions })).toEqual([allowed]);
    expect(flagsOf({ driverOptions, configuredEntitlements: ["network.host"] })).toEqual([allowed]);
  });

  test("of a daemon that is not ours are left alone", () => {
    expect(flagsOf({ driver: "remote" })).toBeUndefined();
  });
});
