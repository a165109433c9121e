import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { inspect } from "node:util";
import { createContext, runInContext } from "node:vm";
import { transform } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { brandErrorClass, isSlipwayError, SlipwayError, withCaller } from "./index.js";

describe("an error that a program prints", () => {
  test("is one line where it lies deep in something else", () => {
    expect(inspect({ a: new SlipwayError("timeout", "too late") }, { depth: 0 })).toBe(
      "{ a: [SlipwayError: too late] }",
    );
  });

  test("has no empty places", () => {
    const error = new SlipwayError("timeout", "too late");
    expect(inspect(error).split("\n")[0]).toBe("SlipwayError: too late");
    expect(inspect(error)).toMatch(/ \{ code: 'timeout' \}$/);
    expect(JSON.parse(JSON.stringify(error))).toEqual({
      name: "SlipwayError",
      code: "timeout",
      message: "too late",
      details: {},
    });
  });
});

test("a copy of an error may have another code, hint and more facts", () => {
  const error = new SlipwayError("engine-error", "no", { details: { a: 1 } });
  expect(error.copyWith({ code: "boot-failed", hint: "do", details: { b: 2 } })).toMatchObject({
    code: "boot-failed",
    message: "no",
    hint: "do",
    details: { a: 1, b: 2 },
  });
});

describe("an error of a second copy of the package", () => {
  let directory: string;
  let other: typeof import("./slipway-error.js");
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "slipway-errors-"));
    for (const file of [
      "codes",
      "describe-error",
      "is-error",
      "slipway-error",
      "stack-frames",
      "system-error",
    ]) {
      const source = await readFile(join(import.meta.dirname, `${file}.ts`), "utf8");
      const { code } = await transform(source, { loader: "ts", format: "esm", target: "node20" });
      await writeFile(join(directory, `${file}.mjs`), code.replaceAll('.js"', '.mjs"'));
    }
    other = await import(/* @vite-ignore */ pathToFileURL(join(directory, "slipway-error.mjs")).href);
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  test("is a SlipwayError and keeps its code", () => {
    const foreign = new other.SlipwayError("timeout", "too late");
    expect(Object.getPrototypeOf(foreign)).not.toBe(SlipwayError.prototype);
    expect(foreign).toBeInstanceOf(SlipwayError);
    expect(isSlipwayError(foreign, "timeout")).toBe(true);
    expect(isSlipwayError(foreign, "canceled")).toBe(false);
    expect(SlipwayError.from(foreign)).toBe(foreign);
  });

  test("is no error of a narrower class", () => {
    class Branded extends SlipwayError {}
    brandErrorClass(Branded, "Branded");
    expect(new other.SlipwayError("timeout", "too late")).not.toBeInstanceOf(Branded);
    class Narrow extends SlipwayError {}
    expect(new SlipwayError("timeout", "too late")).not.toBeInstanceOf(Narrow);
    expect(new Narrow("timeout", "too late")).toBeInstanceOf(Narrow);
  });

  test.each([undefined, null, "text", { code: "timeout" }, new Error("no")])("%j is none", (value) => {
    expect(value instanceof SlipwayError).toBe(false);
  });
});

test("an error of another realm, as Jest makes them, keeps its message", () => {
  const foreign: unknown = runInContext("new TypeError('no such thing')", createContext({}));
  expect(foreign).not.toBeInstanceOf(Error);
  expect(SlipwayError.from(foreign)).toMatchObject({ code: "internal", message: "no such thing" });
});

describe("the stack of an error that a timer made", () => {
  function work(): Promise<never> {
    return new Promise((_resolve, reject) => {
      setTimeout(() => reject(new SlipwayError("timeout", "too late\n    at the very end")), 1);
    });
  }
  function publicFunction(): Promise<never> {
    return withCaller(publicFunction, work);
  }
  async function caller(): Promise<unknown> {
    try {
      return await publicFunction();
    } catch (error) {
      return error;
    }
  }

  test("has the line of who called the public function, once", async () => {
    const { stack = "" } = (await caller()) as Error;
    expect(stack.match(/at caller /g)).toHaveLength(1);
    expect(stack).toMatch(/^SlipwayError: too late\n {4}at the very end\n {4}at /);
    expect(stack).not.toContain("at publicFunction");
  });

  test("is left alone when it has that line", async () => {
    async function direct(): Promise<never> {
      throw new SlipwayError("timeout", "too late");
    }
    function outer(): Promise<never> {
      return withCaller(outer, direct);
    }
    const error = await (async function asking() {
      return outer().catch((reason: unknown) => reason as Error);
    })();
    expect(error.stack?.match(/asking/g)).toHaveLength(1);
  });
});
