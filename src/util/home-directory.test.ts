import { execFileSync } from "node:child_process";
import { homedir } from "node:os";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { expect, test } from "vitest";
import { homeDirectory } from "./home-directory.js";

test("the home directory is the environment's, else the system's", () => {
  expect(homeDirectory({ HOME: "/home/me" })).toBe("/home/me");
  expect(homeDirectory({})).toBe(homedir());
  expect(homeDirectory({ HOME: "" })).toBe(homedir());
});

test("a user without an entry in passwd has none, and that is no error", ({ skip }) => {
  skip(process.getuid?.() !== 0, "only root can run a program as another user");
  const entry = join(import.meta.dirname, "home-directory.ts");
  const [output] = buildSync({
    entryPoints: [entry],
    bundle: true,
    format: "cjs",
    platform: "node",
    write: false,
  }).outputFiles;
  const script = `${output?.text}
    try { require("node:os").homedir(); } catch (error) { console.log(error.code); }
    console.log(JSON.stringify(module.exports.homeDirectory({})));`;
  // The other user is become by the program itself: Node may lie where only root may look.
  const printed = execFileSync(process.execPath, ["-e", `process.setuid(54_321);${script}`], {
    cwd: "/",
    env: {},
    encoding: "utf8",
  });
  expect(printed).toBe('ERR_SYSTEM_ERROR\n""\n');
});
