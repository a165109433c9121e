import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, utimesSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { projectRoot, startProgram, temporaryDirectory } from "../support/index.js";

/** A checkout as a clone has it, with what is not committed yet: nothing built. The packages are this one's. */
function freshCheckout(): string {
  const args = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
  const { stdout } = spawnSync("git", args, { cwd: projectRoot, encoding: "utf8" });
  const directory = temporaryDirectory("checkout");
  for (const file of stdout
    .split("\0")
    .filter((name) => name !== "" && existsSync(join(projectRoot, name)))) {
    mkdirSync(dirname(join(directory, file)), { recursive: true });
    cpSync(join(projectRoot, file), join(directory, file));
  }
  symlinkSync(join(projectRoot, "node_modules"), join(directory, "node_modules"));
  // The lock is older than what was installed by it: nothing installs over the packages of this checkout.
  utimesSync(join(directory, "package-lock.json"), 0, 0);
  return directory;
}

test("the README's way to install makes the whole package from a fresh checkout", async () => {
  const readme = readFileSync(join(projectRoot, "README.md"), "utf8");
  const [, install = ""] = /```sh\n(git clone .*?)```/s.exec(readme) ?? [];
  const lines = install.split("\n").filter((line) => line.startsWith("npm "));
  expect(lines).toHaveLength(2);
  const checkout = freshCheckout();
  const prefix = temporaryDirectory("prefix");
  const env = { npm_config_prefix: prefix, npm_config_prefer_offline: "true" };
  const script = `set -e\n${lines.join("\n")}\ntar -tzf slipway-*.tgz\n"${prefix}/bin/slipway" version`;

  const { code, stdout, stderr } = await startProgram("bash", ["-c", script], {
    cwd: checkout,
    env,
    timeout: 400_000,
  }).finished;

  expect(code, stdout + stderr).toBe(0);
  expect(stdout).toMatch(/^slipway \d/m);
  const files = stdout.split("\n").flatMap((line) => (line.startsWith("package/") ? [line.slice(8)] : []));
  const { exports, bin } = JSON.parse(readFileSync(join(projectRoot, "package.json"), "utf8")) as {
    exports: Record<string, string | Record<string, string>>;
    bin: Record<string, string>;
  };
  const named = [...Object.values(exports), bin].flatMap((value) =>
    typeof value === "string" ? [value] : Object.values(value),
  );
  expect(files).toEqual(expect.arrayContaining(named.map((path) => path.replace(/^\.\//, ""))));
  // npm drops a command with a path that it would have to mend, and only when it publishes.
  expect(bin).toEqual({ slipway: "dist/cli/slipway.js" });
  const atTop = new Set(files.map((path) => path.split("/")[0]));
  expect([...atTop].sort()).toEqual(["CHANGELOG.md", "LICENSE", "README.md", "dist", "package.json"]);
  expect(files.filter((path) => /\.test\./.test(path))).toEqual([]);
  expect(readdirSync(prefix)).toContain("bin");
}, 420_000);
