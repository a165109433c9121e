import { expect, test } from "vitest";
import { BuilderScope } from "../find/scope.js";
import { chooseDriver } from "./choose-driver.js";

const scope = (env: Record<string, string> = {}) =>
  new BuilderScope({ env: { DOCKER_CONFIG: "/nowhere", BUILDX_CONFIG: "/nowhere", ...env } });

test.each([
  "unix:///run/docker.sock",
  "tcp://host:1234",
  "ssh://host",
  "docker-container://name",
  "kube-pod://pod",
])("%s is somebody else's daemon", async (endpoint) => {
  await expect(chooseDriver(scope(), { endpoint })).rejects.toMatchObject({
    code: "unsupported",
    message: expect.stringContaining(`remote driver, which ${endpoint} asks for`),
    hint: expect.stringContaining("--driver docker-container"),
  });
  expect(await chooseDriver(scope(), { endpoint, driver: "docker-container" })).toBe("docker-container");
});

test("a context, or none, is an engine to make a container in", async () => {
  expect(await chooseDriver(scope(), {})).toBe("docker-container");
  expect(await chooseDriver(scope(), { endpoint: "default" })).toBe("docker-container");
});

test("BUILDKIT_HOST counts where no endpoint is given", async () => {
  const env = { BUILDKIT_HOST: "tcp://host:1234" };
  await expect(chooseDriver(scope(env), {})).rejects.toMatchObject({ code: "unsupported" });
  expect(await chooseDriver(scope(env), { endpoint: "default" })).toBe("docker-container");
});

test.each(["docker", "zzz"])("a builder of the driver %s cannot be created", async (driver) => {
  await expect(chooseDriver(scope(), { driver })).rejects.toMatchObject({ code: "invalid-argument" });
});
