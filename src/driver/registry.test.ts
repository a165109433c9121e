import { expect, test } from "vitest";
import { creatableDrivers, driverFactory } from "./registry.js";

test("builders can be created with the docker-container driver", () => {
  expect(creatableDrivers()).toEqual(["docker-container"]);
  expect(driverFactory("docker-container").name).toBe("docker-container");
});

test("the docker driver is there for docker contexts alone", () => {
  expect(driverFactory("docker", false).name).toBe("docker");
  expect(() => driverFactory("docker")).toThrow('additional instances of driver "docker" cannot be created');
});

test.each(["remote", "kubernetes"])("%s is buildx's alone and says so", (name) => {
  expect(() => driverFactory(name)).toThrow(expect.objectContaining({ code: "unsupported" }));
});

test("a driver that nobody has is not found", () => {
  expect(() => driverFactory("nope")).toThrow('failed to find driver "nope"');
});
