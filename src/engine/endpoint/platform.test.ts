import { expect, test } from "vitest";
import { homeDirectory } from "../../util/home-directory.js";
import { defaultHost, parseHost } from "./parse-host.js";

test.each([
  ["linux", "unix:///var/run/docker.sock"],
  ["darwin", "unix:///var/run/docker.sock"],
  ["win32", "npipe:////./pipe/docker_engine"],
] as const)("on %s the engine is at %s", (platform, host) => {
  expect(defaultHost(platform)).toBe(host);
  expect(parseHost(defaultHost(platform)).url).toBe(host);
});

test("an empty host is this platform's", () => {
  expect(parseHost("").url).toBe(defaultHost());
});

test("the home directory has another variable on Windows", () => {
  const env = { HOME: "/home/me", USERPROFILE: "C:\\Users\\me" };
  expect(homeDirectory(env, "linux")).toBe("/home/me");
  expect(homeDirectory(env, "darwin")).toBe("/home/me");
  expect(homeDirectory(env, "win32")).toBe("C:\\Users\\me");
});
