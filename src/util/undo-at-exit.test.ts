import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTemporaryFile, removeLeftovers } from "./temporary-file.js";

let directory: string;
let modules: string;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "slipway-undo-"));
  modules = join(directory, "modules.mjs");
  await build({
    stdin: {
      contents: 'export * from "./temporary-file.js"; export * from "./undo-at-exit.js";',
      resolveDir: import.meta.dirname,
    },
    bundle: true,
    format: "esm",
    platform: "node",
    outfile: modules,
  });
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** Runs a program that has the modules' functions. */
function run(program: string) {
  const text = `import * as m from ${JSON.stringify(modules)};\n${program}`;
  return spawnSync(process.execPath, ["--input-type=module", "-e", text], { encoding: "utf8" });
}

describe("what a process has to undo", () => {
  test("is undone when it ends, each thing though another one fails, and not what was done with", () => {
    const { stdout, status } = run(`
      m.undoAtExit(() => console.log("one"));
      m.undoAtExit(() => { throw new Error("no"); });
      m.undoAtExit(() => console.log("done with"))();
      m.undoAtExit(() => console.log("two"));
      process.exit(3);
    `);
    expect([stdout, status]).toEqual(["one\ntwo\n", 3]);
  });

  test("leaves no listener on the process once all is done with", () => {
    const { stdout } = run(`
      const before = process.listenerCount("exit");
      const takeBack = [1, 2, 3].map(() => m.undoAtExit(() => undefined));
      for (const each of takeBack) each();
      console.log(process.listenerCount("exit") - before);
    `);
    expect(stdout).toBe("0\n");
  });
});

describe("a file under a temporary name", () => {
  test("goes with a process that ends before it is complete", () => {
    const path = join(directory, "ended/file");
    const { status } = run(`
      import { mkdirSync } from "node:fs";
      mkdirSync(${JSON.stringify(join(directory, "ended"))});
      const file = await m.openTemporaryFile(${JSON.stringify(path)}, 0o644);
      await file.handle.writeFile("half");
      process.exit(130);
    `);
    expect(status).toBe(130);
    expect(readdirSync(join(directory, "ended"))).toEqual([]);
  });

  test("that a killed process left is removed by the next one; that of a running one is not", async () => {
    const path = join(directory, "file");
    const { pid, signal } = run(`
      const file = await m.openTemporaryFile(${JSON.stringify(path)}, 0o644);
      process.kill(process.pid, "SIGKILL");
    `);
    expect(signal).toBe("SIGKILL");
    const left = () => readdirSync(directory).filter((name) => name.startsWith(".file."));
    expect(left()).toEqual([expect.stringContaining(`-${pid}-`)]);
    const running = await openTemporaryFile(path, 0o644);
    const foreign = join(directory, ".file.another1-999999-00000000.tmp");
    writeFileSync(foreign, "");
    expect(hostname()).not.toBe("another");
    await removeLeftovers(path);
    expect(left()).toHaveLength(2);
    await running.handle.writeFile("whole");
    await running.commit();
    expect(readFileSync(path, "utf8")).toBe("whole");
    expect([left(), existsSync(foreign)]).toEqual([[".file.another1-999999-00000000.tmp"], true]);
  });
});
