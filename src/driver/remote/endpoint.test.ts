import { describe, expect, test } from "vitest";
import {
  authorityOf,
  checkRemoteScheme,
  hasRemoteScheme,
  parseRemoteEndpoint,
  withoutPassword,
} from "./endpoint.js";

const ssh = ["ssh", "-o", "ConnectTimeout=30", "-T"];

describe("endpoints of the remote driver", () => {
  test.each([
    ["unix:///run/bk.sock", { kind: "path", path: "/run/bk.sock" }, undefined],
    ["npipe:////./pipe/bk", { kind: "path", path: "\\\\.\\pipe\\bk" }, undefined],
    ["tcp://bk:1234", { kind: "tcp", hostname: "bk", port: 1234 }, "bk:1234"],
    ["tcp://[::1]:80", { kind: "tcp", hostname: "::1", port: 80 }, "[::1]:80"],
    [
      "docker-container://bk_1?context=far",
      {
        kind: "command",
        hostname: "bk_1",
        command: ["docker", "--context=far", "exec", "-i", "bk_1", "buildctl", "dial-stdio"],
      },
      "bk_1",
    ],
    [
      "docker-container://bk",
      { kind: "command", hostname: "bk", command: ["docker", "exec", "-i", "bk", "buildctl", "dial-stdio"] },
      "bk",
    ],
    [
      "kube-pod://pod-1",
      {
        kind: "pod",
        hostname: "pod-1",
        pod: "pod-1",
        ...{ context: undefined, namespace: undefined, container: undefined },
      },
      "pod-1",
    ],
    [
      "kube-pod://p?context=c&namespace=n&container=k",
      { kind: "pod", hostname: "p", pod: "p", context: "c", namespace: "n", container: "k" },
      "p",
    ],
    [
      "ssh://host",
      { kind: "command", hostname: "host", command: [...ssh, "--", "host", "buildctl", "dial-stdio"] },
      "host",
    ],
    [
      "ssh://me@host:2222/run/b k.sock",
      {
        kind: "command",
        hostname: "host",
        command: [
          ...[...ssh, "-l", "me", "-p", "2222", "--", "host"],
          ...["buildctl", "--addr", "'unix:///run/b k.sock'", "dial-stdio"],
        ],
      },
      "host",
    ],
  ])("%s is read", (endpoint, address, authority) => {
    const parsed = parseRemoteEndpoint(endpoint);
    expect(parsed).toEqual(address);
    expect(authorityOf(parsed)).toBe(authority);
  });

  test.each([
    ["foo://bar", "unrecognized url scheme foo"],
    ["mycontext", "unrecognized url scheme "],
    ["http://x", "unrecognized url scheme http"],
    ["unix://", "unix endpoint lacks a path"],
    ["tcp://host", "endpoint tcp://host lacks a port"],
    ["tcp:", "endpoint tcp: lacks a host"],
    ["tcp://u:secret@host", "endpoint tcp://u@host lacks a port"],
    ["tcp://a b:1", 'failed to parse endpoint tcp://a b:1: "tcp" needs a host'],
    ["%zz", "failed to parse endpoint %zz: it has a % that is not followed by two hexadecimal digits"],
    ["docker-container://", "url lacks container name"],
    ["docker-container://-rm", 'unsupported container name: "-rm"'],
    ["kube-pod://", "url lacks pod name"],
    ["kube-pod://A_b", 'unsupported pod name: "A_b"'],
    ["kube-pod://-x", 'unsupported pod name: "-x"'],
    ["kube-pod://p?namespace=N", 'unsupported namespace name: "N"'],
    ["kube-pod://p?container=K", 'unsupported container name: "K"'],
    ["ssh://", "no host specified"],
    ["ssh://a:b@host", "plain-text password is not supported"],
    ["ssh://host?q=1", 'extra query after the host: "q=1"'],
    ["ssh://host#f", 'extra fragment after the host: "f"'],
    ["ssh://-oProxyCommand=x@host", 'invalid user "-oProxyCommand=x"'],
    ["ssh://host/%ff", '"/%ff" is no text in UTF-8'],
  ])("%j is refused", (endpoint, message) => {
    expect(() => parseRemoteEndpoint(endpoint)).toThrow(
      expect.objectContaining({ code: "invalid-argument", message }),
    );
  });

  test("are told by their scheme alone", () => {
    expect(["tcp:", "ssh://", "unix:///x", "kube-pod://p"].every(hasRemoteScheme)).toBe(true);
    expect(["default", "", "http://x", "kubernetes:///x"].some(hasRemoteScheme)).toBe(false);
    expect(() => checkRemoteScheme("tcp://without-port")).not.toThrow();
  });

  test("are shown without a password", () => {
    expect(withoutPassword("ssh://me:secret@host/x")).toBe("ssh://me@host/x");
    expect(withoutPassword("tcp://host:1234")).toBe("tcp://host:1234");
  });
});
