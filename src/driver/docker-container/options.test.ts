import { describe, expect, test } from "vitest";
import { parseContainerOptions } from "./options.js";

describe("the driver's options", () => {
  test("have buildx's defaults", () => {
    expect(parseContainerOptions({})).toEqual({
      image: "moby/buildkit:buildx-stable-1",
      cgroupParent: "/docker/buildx",
      restartPolicy: { name: "unless-stopped", maximumRetryCount: 0 },
      environment: [],
      defaultLoad: false,
      provenanceAddGha: true,
      transport: "auto",
      inherit: "auto",
    });
  });

  test("are all read", () => {
    expect(
      parseContainerOptions({
        image: "example/buildkit:1",
        network: "host",
        memory: "1.5g",
        "memory-swap": "-1",
        "cpu-period": "100000",
        "cpu-quota": "-1",
        "cpu-shares": "+2",
        "cpuset-cpus": "0-3",
        "cpuset-mems": "0,1",
        "cgroup-parent": "/mine",
        "restart-policy": "on-failure:3",
        "default-load": "T",
        "provenance-add-gha": "0",
        transport: "direct",
        inherit: "off",
        "allow-untrusted-image": "true",
        "env.A": "b=c",
        "env.EMPTY": "",
      }),
    ).toEqual({
      image: "example/buildkit:1",
      network: "host",
      memory: 1.5 * 2 ** 30,
      memorySwap: -1,
      cpuPeriod: 100_000,
      cpuQuota: -1,
      cpuShares: 2,
      cpusetCpus: "0-3",
      cpusetMems: "0,1",
      cgroupParent: "/mine",
      restartPolicy: { name: "on-failure", maximumRetryCount: 3 },
      environment: ["A=b=c", "EMPTY="],
      defaultLoad: true,
      provenanceAddGha: false,
      transport: "direct",
      inherit: "off",
    });
  });

  test.each([
    [{ nope: "1" }, "invalid driver option nope for docker-container driver"],
    [{ gpus: "all" }, "invalid driver option gpus for docker-container driver"],
    [{ constructor: "1" }, "invalid driver option constructor for docker-container driver"],
    [{ "env.": "x" }, 'invalid env option "env.", expecting env.FOO=bar'],
    [{ memory: "lots" }, `invalid value "lots" for driver option memory: invalid size: 'lots'`],
    [{ memory: "1qb" }, `invalid value "1qb" for driver option memory: invalid suffix: 'qb'`],
    [{ memory: "-1" }, `invalid value "-1" for driver option memory: invalid size: '-1'`],
    [{ "cpu-quota": "1.5" }, 'invalid value "1.5" for driver option cpu-quota: not an integer'],
    [{ "cpu-shares": "" }, 'invalid value "" for driver option cpu-shares: not an integer'],
    [{ "default-load": "yes" }, 'invalid value "yes" for driver option default-load: not a boolean'],
    [
      { "restart-policy": "on-failure:x" },
      'invalid value "on-failure:x" for driver option restart-policy: invalid restart policy format: maximum retry count must be an integer',
    ],
    [
      { "restart-policy": ":3" },
      'invalid value ":3" for driver option restart-policy: invalid restart policy format: no policy provided before colon',
    ],
  ])("%j is refused in one sentence", (options, message) => {
    expect(() => parseContainerOptions(options)).toThrow(
      expect.objectContaining({ code: "invalid-argument", message }),
    );
  });
});

describe("a container that ends by itself", () => {
  const policy = (options: Record<string, string>) => parseContainerOptions(options).restartPolicy.name;

  test("is started again after a crash only, and one for a single client never", () => {
    expect(policy({ "idle-timeout": "30m" })).toBe("on-failure");
    expect(policy({ "idle-timeout": "30m", "restart-policy": "no" })).toBe("no");
    expect(policy({ ephemeral: "true" })).toBe("no");
    expect(parseContainerOptions({ "idle-timeout": "1h30m" }).idleTimeout).toBe(5400);
  });

  test.each([
    [{ "idle-timeout": "1m", "restart-policy": "always" }, "restart-policy=always and idle-timeout cannot"],
    [{ ephemeral: "true", "restart-policy": "on-failure" }, "restart-policy=on-failure and ephemeral cannot"],
    [{ "idle-timeout": "0" }, 'invalid value "0" for driver option idle-timeout: too short'],
    [{ "idle-timeout": "soon" }, 'invalid value "soon" for driver option idle-timeout'],
  ])("refuses %j", (options, message) => {
    expect(() => parseContainerOptions(options)).toThrow(message);
  });
});
