import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { noPrivileges, parseAllowed } from "./allowed.js";
import { authorize, type PrivilegeRequest } from "./authorize.js";
import { uncoveredPaths } from "./real-paths.js";

describe("--allow of bake", () => {
  test.each([
    ["network.host", { networkHost: true }],
    ["security.insecure", { securityInsecure: true }],
    ["ssh", { ssh: true }],
    ["buildx.local.delete", { localDelete: true }],
    ["device", { devices: "all" }],
    ["device=vendor.example/gpu,optional", { devices: ["vendor.example/gpu"] }],
    ["fs.read=/a", { fsRead: ["/a"] }],
    ["fs.write=/a", { fsWrite: ["/a"] }],
    ["fs=*", { fsRead: ["*"], fsWrite: ["*"] }],
    ["image", {}],
    ["image.push=example.com", {}],
  ])("%s", (value, expected) => {
    expect(parseAllowed([value])).toEqual({ ...noPrivileges, ...expected });
  });

  test("adds up", () => {
    expect(parseAllowed(["fs.read=a", "fs.read=b", "device=x", "ssh", "device"])).toEqual({
      ...noPrivileges,
      fsRead: ["a", "b"],
      devices: "all",
      ssh: true,
    });
  });

  test.each([
    ["network", 'unknown entitlement key "network"'],
    ["constructor", 'unknown entitlement key "constructor"'],
    ["buildx.local.delete=x", "buildx.local.delete does not accept a value"],
  ])("refuses %s", (value, message) => {
    expect(() => parseAllowed([value])).toThrow(message);
  });
});

describe("paths that nothing covers", () => {
  let root = "";
  beforeAll(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), "slipway-privileges-")));
    mkdirSync(join(root, "project/inside"), { recursive: true });
    mkdirSync(join(root, "outside/deep"), { recursive: true });
    symlinkSync(join(root, "outside"), join(root, "project/link"));
  });
  afterAll(() => rmSync(root, { recursive: true }));

  test.each([
    ["nothing of the directory itself", [".", "inside", "missing/file"], ["."], []],
    ["one beside", ["../outside"], ["."], ["outside"]],
    ["where a link leads", ["link/deep"], ["."], ["outside/deep"]],
    ["the outermost of several", ["../outside/deep", "../outside"], ["."], ["outside"]],
    ["none where a parent is granted", ["../outside/deep"], [".", "../outside"], []],
    ["none where everything is granted", ["/", "../outside"], ["*"], []],
    ["the part of a missing path that exists", ["../outside/new/file"], ["."], ["outside"]],
    ["one whose name only begins alike", ["../outside"], ["../out"], ["outside"]],
  ])("are %s", (_, wanted, allowed, expected) => {
    expect(uncoveredPaths(join(root, "project"), wanted, allowed)).toEqual(
      expected.map((path) => join(root, path)),
    );
  });
});

describe("what is missing", () => {
  const missing = { ...noPrivileges, networkHost: true, ssh: true, fsRead: ["/a", "/b"], fsWrite: ["/b"] };
  const files = { ...noPrivileges, fsRead: ["/a"] };
  const given = { remote: false, env: {}, ask: undefined };
  const flags = ["network.host", "ssh", "fs=/b", "fs.read=/a"];

  test("is refused with the flags that grant it where nobody can be asked", async () => {
    await expect(authorize(missing, given)).rejects.toMatchObject({
      message: "additional privileges requested",
      details: { allow: flags },
      hint: `pass "${flags.map((flag) => `--allow=${flag}`).join(" ")}" to grant them`,
    });
  });

  test.each([
    [true, "granted"],
    [false, "refused"],
  ])("is asked for, and what is answered counts: %s", async (answer, outcome) => {
    const asked: PrivilegeRequest[] = [];
    const ask = (request: PrivilegeRequest) => {
      asked.push(request);
      return answer;
    };
    const result = await authorize(missing, { ...given, ask }).then(
      () => "granted",
      () => "refused",
    );
    expect(result).toBe(outcome);
    expect(asked).toEqual([{ missing, flags, required: true }]);
  });

  test.each([
    ["files alone are needed", files, false, {}, "refused"],
    ["files are not checked", files, false, { BUILDX_BAKE_ENTITLEMENTS_FS: "0" }, "granted"],
    ["files are checked for certain", files, false, { BUILDX_BAKE_ENTITLEMENTS_FS: "1" }, "refused"],
    ["the host's network is needed too", missing, false, { BUILDX_BAKE_ENTITLEMENTS_FS: "0" }, "refused"],
    ["files may be used from elsewhere", files, true, { BAKE_ALLOW_REMOTE_FS_ACCESS: "1" }, "granted"],
    ["that is said of definitions from here", files, false, { BAKE_ALLOW_REMOTE_FS_ACCESS: "1" }, "refused"],
    [
      "the first variable says otherwise",
      files,
      true,
      { BAKE_ALLOW_REMOTE_FS_ACCESS: "1", BUILDX_BAKE_ENTITLEMENTS_FS: "1" },
      "refused",
    ],
  ])("where %s", async (_, wanted, remote, env, outcome) => {
    const result = await authorize(wanted, { remote, env, ask: undefined }).then(
      () => "granted",
      () => "refused",
    );
    expect(result).toBe(outcome);
  });

  test("and a variable that is no truth value is a mistake", async () => {
    await expect(
      authorize(files, { ...given, env: { BUILDX_BAKE_ENTITLEMENTS_FS: "maybe" } }),
    ).rejects.toThrow(/^failed to parse BUILDX_BAKE_ENTITLEMENTS_FS value "maybe": /);
  });
});
