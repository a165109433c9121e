import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { installPlugin } from "./install-plugin.js";
import { uninstallPlugin } from "./uninstall-plugin.js";

let root: string;
let directory: string;
let script: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "slipway-plugin-"));
  directory = join(root, ".docker/cli-plugins");
  script = join(root, "it's a program.mjs");
  writeFileSync(script, "console.log(JSON.stringify([process.execArgv, process.argv.slice(2)]));");
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

const install = (node = process.execPath) => installPlugin({ directory, node, script });
const launcher = () => join(directory, "docker-buildx");
const put = (content: string) => {
  mkdirSync(directory, { recursive: true });
  writeFileSync(launcher(), content, { mode: 0o755 });
};

describe("installing", () => {
  test("is refused on Windows, whose docker command runs no scripts", async () => {
    const refused = installPlugin({ directory, node: process.execPath, script, platform: "win32" });
    await expect(refused).rejects.toMatchObject({ code: "unsupported" });
    expect(existsSync(directory)).toBe(false);
  });

  test("makes an executable that hands on its arguments", async () => {
    expect(await install()).toContain("docker buildx now runs Slipway");
    expect(statSync(launcher()).mode & 0o777).toBe(0o755);
    const { stdout } = spawnSync(launcher(), ["buildx", "a b", ""], { encoding: "utf8" });
    expect(JSON.parse(stdout)).toEqual([["--title=docker-buildx"], ["buildx", "a b", ""]]);
  });

  test("falls back to the path's node when the one it was installed with is gone", async () => {
    await install(join(root, "gone/node"));
    const { stdout } = spawnSync(launcher(), ["x"], { encoding: "utf8" });
    expect(JSON.parse(stdout)[1]).toEqual(["x"]);
  });

  test.each([
    ["NODE_OPTIONS", "--require /no/such/file"],
    ["NODE_OPTIONS", "--flag-of-another-node"],
    ["NODE_OPTIONS", ""],
    ["NODE_V8_COVERAGE", "coverage"],
    ["NODE_DEBUG", "module,http"],
    ["NODE_EXTRA_CA_CERTS", "/etc/ssl/of the company.pem"],
    ["NODE_PATH", 'it\'s $HOME "and" `more`\n'],
  ])("keeps %s=%j of the calling program from Node", async (name, value) => {
    await install();
    writeFileSync(script, "console.log(JSON.stringify([process.env, process.execArgv]));");
    const env = { PATH: process.env.PATH, node: "mine", [name]: value };
    const { stdout, stderr } = spawnSync(launcher(), [], { env, encoding: "utf8" });
    expect(stderr).toBe("");
    const [seen] = JSON.parse(stdout) as [Record<string, string>];
    expect(seen).toMatchObject({ node: "mine", [`SLIPWAY_CALLER_${name}`]: value });
    expect(seen).not.toHaveProperty(name);
  });

  test("leaves what users set for TLS and all that is not Node's", async () => {
    await install();
    writeFileSync(script, "console.log(JSON.stringify(process.env));");
    const env = { PATH: process.env.PATH ?? "", NODE_TLS_REJECT_UNAUTHORIZED: "1", OTHER: "a" };
    const { stdout } = spawnSync(launcher(), [], { env, encoding: "utf8" });
    expect(JSON.parse(stdout)).toMatchObject(env);
  });

  test("twice changes nothing", async () => {
    await install();
    const before = readFileSync(launcher(), "utf8");
    expect(await install()).toContain("is up to date");
    expect(readFileSync(launcher(), "utf8")).toBe(before);
    expect(readdirSync(directory)).toEqual(["docker-buildx"]);
  });

  test("leaves no file in the directory that docker would take for another plugin", async () => {
    put("before");
    await install();
    expect(readdirSync(directory).filter((name) => name.startsWith("docker-"))).toEqual(["docker-buildx"]);
  });

  test("names the directory that cannot be written", async () => {
    writeFileSync(join(root, ".docker"), "a file");
    await expect(install()).rejects.toMatchObject({
      code: "io-error",
      message: `cannot create ${directory}: not a directory`,
    });
  });
});

describe("uninstalling", () => {
  test("removes what was made, directories included", async () => {
    await install();
    expect(await uninstallPlugin(directory)).toContain("no longer installed");
    expect(existsSync(join(root, ".docker"))).toBe(false);
  });

  test("keeps directories that were there or are used by now", async () => {
    mkdirSync(join(root, ".docker"));
    await install();
    writeFileSync(join(directory, "docker-other"), "");
    await uninstallPlugin(directory);
    expect(readdirSync(directory)).toEqual(["docker-other"]);
  });

  test("puts back the file that was there, mode included", async () => {
    put("before");
    chmodSync(launcher(), 0o700);
    expect(await install()).toContain("is kept as");
    await install("/other/node");
    expect(await uninstallPlugin(directory)).toContain("again what it was");
    expect(readFileSync(launcher(), "utf8")).toBe("before");
    expect(statSync(launcher()).mode & 0o777).toBe(0o700);
    expect(readdirSync(directory)).toEqual(["docker-buildx"]);
  });

  test("puts back a link, even one that leads nowhere", async () => {
    mkdirSync(directory, { recursive: true });
    symlinkSync("/nowhere/docker-buildx", launcher());
    await install();
    await uninstallPlugin(directory);
    expect(readlinkSync(launcher())).toBe("/nowhere/docker-buildx");
  });

  test("keeps both when something else was installed in between", async () => {
    put("first");
    await install();
    put("second");
    await install();
    await uninstallPlugin(directory);
    expect(readFileSync(launcher(), "utf8")).toBe("second");
    expect(readFileSync(join(directory, "slipway-saved-docker-buildx"), "utf8")).toBe("first");
  });

  test("leaves a foreign plugin alone", async () => {
    put("#!/bin/sh\necho theirs\n");
    expect(await uninstallPlugin(directory)).toContain("is not Slipway's");
    expect(readFileSync(launcher(), "utf8")).toContain("theirs");
  });

  test("does nothing when nothing is installed", async () => {
    expect(await uninstallPlugin(directory)).toContain("nothing was changed");
  });

  test("says so when what was saved is gone", async () => {
    put("before");
    await install();
    rmSync(join(directory, "slipway-saved-docker-buildx"));
    expect(await uninstallPlugin(directory)).toContain("is gone");
    expect(existsSync(launcher())).toBe(false);
  });

  test("refuses a launcher whose record is damaged", async () => {
    await install();
    put(readFileSync(launcher(), "utf8").replace(/record: .*/, "record: {"));
    await expect(uninstallPlugin(directory)).rejects.toMatchObject({ code: "corrupt-state" });
  });
});
