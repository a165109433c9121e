import { spawnSync } from "node:child_process";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from "vitest";
import { compiledCodeFile, v8Flavour } from "./compile-cache.js";

const key = { program: "0123", command: "build" };
let directory: string;
let home: string;
let starter: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "slipway-compile-"));
  starter = join(directory, "start.cjs");
  // Starts the program beside it and prints whether V8 took compiled code.
  const contents = `
    import { compiler, compiledCodeFile } from "./compile-cache.js";
    const file = compiledCodeFile(${JSON.stringify(key)}, process.env);
    const sizes = { main: 10, ...JSON.parse(process.env.PARTS ?? "{}") };
    const parts = { names: () => Object.keys(sizes), size: (name) => sizes[name] };
    const compile = compiler((pack) => __dirname + "/program-" + pack + ".js", file, () => parts);
    const outcomes = (process.env.PACKS ?? "0").split(",").map((pack) => {
      const script = compile(Number(pack));
      process.exitCode = script.runInThisContext()(require);
      return script.cachedDataRejected === false ? "cached" : "compiled";
    });
    console.log(outcomes.join());
    const { LASTS, FULL } = process.env;
    if (LASTS) setTimeout(() => {}, Number(LASTS));
    // So much garbage that V8 drops what has not run since the first of it.
    if (FULL) process.prependListener("exit", () => {
      for (let round = 0; round < 30; round++) Array.from({ length: 20 }, () => new Array(100_000).fill({}));
    });`;
  const stdin = { contents, resolveDir: import.meta.dirname };
  await build({ stdin, outfile: starter, bundle: true, platform: "node", format: "cjs" });
  for (const pack of [0, 1, 2]) {
    const functions = Array.from(
      { length: 200 },
      (_, n) => `function f${n}(x){return x*${n}+Math.sqrt(x-${n})};f${n}(1);`,
    );
    const program = `(function(require){${functions.join("")}return Number(process.env.STATUS)})/* ${"long ".repeat(pack)} */`;
    await writeFile(join(directory, `program-${pack}.js`), program);
  }
});

afterAll(() => rm(directory, { recursive: true }));

beforeEach(async () => {
  home = await mkdtemp(join(directory, "home-"));
});

function start(env: Record<string, string> = {}) {
  const result = spawnSync(process.execPath, ["--max-old-space-size=64", starter], {
    env: { HOME: home, STATUS: "0", ...env },
    encoding: "utf8",
  });
  return result.stdout.trim() || result.stderr;
}

const cacheFile = () => compiledCodeFile(key, { HOME: home }) ?? "";

describe("compiled code", () => {
  it("is left by the first run that ends well, and taken by the next", async () => {
    expect(start({ STATUS: "3" })).toBe("compiled");
    expect(start()).toBe("compiled");
    expect(start()).toBe("cached");
    expect((await stat(cacheFile())).mode & 0o777).toBe(0o600);
    expect((await stat(join(home, ".cache/slipway"))).mode & 0o777).toBe(0o700);
    expect(await readdir(join(home, ".cache/slipway"))).toHaveLength(1);
  });

  it("that others could have written is not taken", async () => {
    start();
    await chmod(cacheFile(), 0o622);
    expect(start()).toBe("compiled");
    expect(start()).toBe("cached");
  });

  it.each<[string, (kept: Buffer) => Buffer]>([
    ["of another V8", (kept) => Buffer.concat([Buffer.alloc(16), kept.subarray(16)])],
    ["cut off", (kept) => kept.subarray(0, -100)],
    ["of another program", () => Buffer.from("not what it was")],
    ["empty", () => Buffer.alloc(0)],
  ])("that is %s is replaced", async (_what, change) => {
    start();
    await writeFile(cacheFile(), change(await readFile(cacheFile())));
    expect(start()).toBe("compiled");
    expect(start()).toBe("cached");
  });

  it("is whole whatever V8 has dropped by the end of a run", async () => {
    const size = async () => (await stat(cacheFile())).size;
    start();
    const whole = await size();
    expect(start({ PARTS: '{"more":50000}', FULL: "1" })).toBe("cached");
    expect(await size()).toBeGreaterThan(whole * 0.9);
    await rm(cacheFile());
    expect(start({ LASTS: "1500", FULL: "1" })).toBe("compiled");
    expect(await size()).toBeGreaterThan(whole * 0.9);
    expect(start({ PARTS: '{"more":50000}', LASTS: "1500", FULL: "1" })).toBe("cached");
    expect(await readFile(cacheFile(), "latin1")).toContain("more");
    expect(await size()).toBeGreaterThan(whole * 0.9);
  }, 30_000);

  it("is left anew by a run that uses much that it lacks, and then serves both", async () => {
    const version = async () => (await stat(cacheFile())).ino;
    start();
    const help = await version();
    expect(start({ PARTS: '{"little":100}' })).toBe("cached");
    expect(await version()).toBe(help);
    expect(start({ PARTS: '{"build":50000}' })).toBe("cached");
    const build = await version();
    expect(build).not.toBe(help);
    expect(start()).toBe("cached");
    expect(start({ PARTS: '{"build":50000}' })).toBe("cached");
    expect(await version()).toBe(build);
    expect(start({ PARTS: '{"build":50000,"load":50000}', STATUS: "1" })).toBe("cached");
    expect(await version()).toBe(build);
  });

  it("is of the packs that were used, and stays where a later run uses others", async () => {
    expect(start({ PACKS: "0,2" })).toBe("compiled,compiled");
    expect(start({ PACKS: "0,2" })).toBe("cached,cached");
    expect(start({ PACKS: "0,1", PARTS: '{"build":50000}' })).toBe("cached,compiled");
    expect(start({ PACKS: "0,1,2" })).toBe("cached,cached,cached");
  });

  it("of one pack that is refused is replaced with all of it", async () => {
    start({ PACKS: "0,1" });
    const kept = await readFile(cacheFile());
    const second = Math.ceil(kept.readUInt32LE(kept.length - 16) / 8) * 8;
    kept.fill(0, second, second + 16);
    await writeFile(cacheFile(), kept);
    expect(start({ PACKS: "0,1" })).toBe("cached,compiled");
    expect(start({ PACKS: "0,1" })).toBe("cached,cached");
  });

  it("goes to XDG_CACHE_HOME, and nowhere when Node is told not to keep any", async () => {
    const cache = join(home, "elsewhere");
    await mkdir(cache);
    start({ XDG_CACHE_HOME: cache });
    expect(await readdir(join(cache, "slipway"))).toHaveLength(1);
    start({ NODE_DISABLE_COMPILE_CACHE: "1" });
    expect(await readdir(home)).toEqual(["elsewhere"]);
  });

  it("without a home to keep it in is done without", () => {
    expect(compiledCodeFile(key, {})).toBeUndefined();
    expect(compiledCodeFile(key, { HOME: join(home, "missing") })).toBeUndefined();
    expect(compiledCodeFile(key, { HOME: "relative" })).toBeUndefined();
  });

  it.runIf(process.geteuid?.() === 0)("is not kept in another user's home", () => {
    const result = spawnSync("chown", ["12345", home]);
    expect(result.status).toBe(0);
    expect(compiledCodeFile(key, { HOME: home })).toBeUndefined();
  });

  it("of programs long replaced is deleted", async () => {
    const cache = join(home, ".cache/slipway");
    await mkdir(cache, { recursive: true });
    for (const name of ["old", "recent"]) await writeFile(join(cache, name), "");
    await utimes(join(cache, "old"), new Date(0), new Date(0));
    start();
    expect(await readdir(cache)).toHaveLength(2);
    expect(await readdir(cache)).toContain("recent");
  });
});

test("on Windows the code is in the user's local data", () => {
  const env = { LOCALAPPDATA: home, HOME: join(home, "not-here") };
  expect(compiledCodeFile(key, env, "win32")).toContain(join(home, "slipway", "0123-build"));
  expect(compiledCodeFile(key, { HOME: home }, "win32")).toBeUndefined();
});

describe("flags of V8", () => {
  it("are told apart, so that runs with and without them leave each other's code alone", () => {
    const flavour = (...flags: string[]) => {
      const script = `console.log(process.getBuiltinModule("node:v8").cachedDataVersionTag().toString(16))`;
      return spawnSync(process.execPath, [...flags, "-e", script], { encoding: "utf8" }).stdout.trim();
    };
    expect(v8Flavour({ execArgv: ["--max-lazy"], env: {} })).toBe(flavour(...process.execArgv));
    expect(v8Flavour({ execArgv: [], env: { NODE_OPTIONS: "--max-lazy" } })).not.toBe("");
    expect(flavour("--max-lazy")).not.toBe(flavour());
    const named = compiledCodeFile({ ...key, flavour: "ab" }, { HOME: home });
    expect(named).toBe(`${compiledCodeFile(key, { HOME: home })}-ab`);
  });

  it("are not asked for where there are none", () => {
    expect(v8Flavour({ execArgv: ["--title=docker-buildx"], env: {} })).toBe("");
  });
});
