import { describe, expect, it } from "vitest";
import { parseHost } from "./parse-host.js";

describe("parsing a docker host", () => {
  it.each([
    [
      "unix:///run/user/1/docker.sock",
      "unix:///run/user/1/docker.sock",
      { kind: "path", path: "/run/user/1/docker.sock" },
    ],
    ["unix://", "unix:///var/run/docker.sock", { kind: "path", path: "/var/run/docker.sock" }],
    ["npipe:////./pipe/x", "npipe:////./pipe/x", { kind: "path", path: "\\\\.\\pipe\\x" }],
    ["tcp://", "tcp://localhost:2375", { kind: "tcp", hostname: "localhost", port: 2375 }],
    ["tcp://:2375", "tcp://localhost:2375", { kind: "tcp", hostname: "localhost", port: 2375 }],
    [":2376", "tcp://localhost:2376", { kind: "tcp", hostname: "localhost", port: 2376 }],
    [":", "tcp://localhost:2375", { kind: "tcp", hostname: "localhost", port: 2375 }],
    ["tcp://:1/p", "tcp://localhost:1/p", { kind: "tcp", hostname: "localhost", port: 1 }],
    ["tcp://h", "tcp://h:2375", { kind: "tcp", hostname: "h", port: 2375 }],
    ["tcp://h:80", "tcp://h:80", { kind: "tcp", hostname: "h", port: 80 }],
    ["h:1234", "tcp://h:1234", { kind: "tcp", hostname: "h", port: 1234 }],
    ["tcp://[::1]:2375", "tcp://[::1]:2375", { kind: "tcp", hostname: "::1", port: 2375 }],
    ["ssh://h", "ssh://h", { kind: "ssh", hostname: "h" }],
    [
      "ssh://u@h:22/run/docker.sock",
      "ssh://u@h:22/run/docker.sock",
      { kind: "ssh", hostname: "h", user: "u", port: "22", socket: "/run/docker.sock" },
    ],
    ["ssh://h/", "ssh://h/", { kind: "ssh", hostname: "h" }],
  ])("reads %j", (text, url, address) => {
    expect(parseHost(text)).toEqual({ url, address });
  });

  it("takes the TLS port when TLS is on and no port is given", () => {
    expect(parseHost("tcp://h", true).url).toBe("tcp://h:2376");
    expect(parseHost("tcp://h:1", true).url).toBe("tcp://h:1");
  });

  it.each([
    ["foo://x", "invalid bind address format: foo://x"],
    ["tcp://a b", "invalid bind address format: tcp://a b"],
    ["tcp://h:99999", "invalid bind address format"],
    ["unix://unix://x", "invalid unix address: unix://x"],
    ["ssh://", "invalid SSH URL ssh://: hostname is empty"],
    ["ssh://h?x=1", "query parameters are not allowed"],
    ["ssh://-oProxyCommand=x", "invalid SSH URL"],
  ])("refuses %j", (text, message) => {
    expect(() => parseHost(text)).toThrow(message);
  });

  it.each([
    "ssh://me:hunter2@host",
    "tcp://me:hunter2@host:1",
    "foo://me:hunter2@host",
    "tcp://me:hunter2@ho st",
  ])("never shows the password of %s", (text) => {
    let caught: unknown;
    try {
      parseHost(text);
    } catch (error) {
      caught = error;
    }
    expect(caught).toMatchObject({ code: "invalid-argument" });
    const { message, cause } = caught as Error;
    expect(`${message} ${cause}`).not.toContain("hunter2");
    expect(message).toContain("me@");
  });
});
