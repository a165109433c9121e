import { afterEach, describe, expect, test } from "vitest";
import type { DriverFactory } from "./contract/driver-factory.js";
import { creatableDrivers, driverFactory, driverFor, registerDriver } from "./registry.js";

function factory(name: string, more: Partial<DriverFactory> = {}): DriverFactory {
  return {
    name,
    allowsInstances: true,
    startsDaemon: false,
    endpoint: async () => ({ endpoint: "probe://", given: true }),
    create: () => {
      throw new Error("nobody creates one here");
    },
    ...more,
  };
}

const undo: (() => void)[] = [];
afterEach(() => {
  for (const remove of undo.splice(0)) remove();
});

test("builders can be created with the docker-container driver", () => {
  expect(creatableDrivers()).toContain("docker-container");
  expect(driverFactory("docker-container").name).toBe("docker-container");
});

test("the docker driver is there for docker contexts alone", () => {
  expect(() => driverFactory("docker")).toThrow('additional instances of driver "docker" cannot be created');
});

test("builders can be created in a cluster", () => {
  expect(creatableDrivers()).toContain("kubernetes");
});

test("a driver that nobody has is not found", () => {
  expect(() => driverFactory("nope")).toThrow('failed to find driver "nope"');
});

describe("a driver of the caller's own", () => {
  test("is found by its name until it is taken away", () => {
    const probe = factory("probe");
    const remove = registerDriver(probe);
    expect(driverFactory("probe")).toBe(probe);
    expect(creatableDrivers()).toContain("probe");
    remove();
    remove();
    expect(() => driverFactory("probe")).toThrow('failed to find driver "probe"');
  });

  test("is chosen for the endpoints that suit it", () => {
    undo.push(
      registerDriver(factory("probe", { suits: (endpoint) => endpoint?.startsWith("probe:") ?? false })),
    );
    expect(driverFor("probe://x", {}).name).toBe("probe");
    expect(driverFor("some-context", {}).name).toBe("docker-container");
    expect(driverFor(undefined, {}).name).toBe("docker-container");
  });

  test.each(["docker", "docker-container", "remote"])("cannot take the place of %s", (name) => {
    expect(() => registerDriver(factory(name))).toThrow(expect.objectContaining({ code: "already-exists" }));
  });

  test("cannot be registered twice", () => {
    undo.push(registerDriver(factory("probe")));
    expect(() => registerDriver(factory("probe"))).toThrow('there is a driver "probe" already');
  });

  test.each(["", "Probe", "a b", "-a"])("cannot be called %j", (name) => {
    expect(() => registerDriver(factory(name))).toThrow(
      expect.objectContaining({ code: "invalid-argument" }),
    );
  });
});
