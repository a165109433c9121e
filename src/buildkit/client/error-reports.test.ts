import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { inspect } from "node:util";
import { createContext, runInContext } from "node:vm";
import { transform } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isSlipwayError, prefixed, SlipwayError, withCaller } from "../../errors/index.js";
import { BuildError } from "./build-error.js";

const failure = {
  grpcCode: 2,
  exitCode: 3,
  sources: [
    {
      info: { filename: "Dockerfile", language: "Dockerfile", data: Buffer.from("FROM a\nRUN false\n") },
      ranges: [{ start: { line: 2, character: 0 }, end: { line: 2, character: 0 } }],
    },
  ],
};

function buildError(): BuildError {
  const cause = Object.assign(new Error("exit code: 3\nmore"), { statusDetails: Buffer.alloc(5000) });
  const error = new BuildError("build-failed", "failed to solve: exit code: 3", failure, {
    cause,
    hint: "look at the log",
    details: { bytes: Buffer.alloc(1000), size: 7n },
  });
  error.step = { digest: "sha256:1", name: "[2/2] RUN false", log: "no\n" };
  return error;
}

describe("an error that a program prints", () => {
  test("shows its code, hint and place, one line of its cause, and no bytes", () => {
    const text = inspect(buildError());
    expect(text).toContain("BuildError: failed to solve: exit code: 3\n    at buildError");
    expect(text).toContain("code: 'build-failed'");
    expect(text).toContain("hint: 'look at the log'");
    expect(text).toContain("location: 'Dockerfile:2'");
    expect(text).toContain("cause: 'Error: exit code: 3'");
    expect(text).not.toMatch(/statusDetails|<Buffer|FROM a/);
    expect(text.match(/\n {4}at buildError/g)).toHaveLength(1);
  });

  test("is one line where it lies deep in something else", () => {
    expect(inspect({ a: { b: { c: new SlipwayError("timeout", "too late") } } }, { depth: 1 })).toContain(
      "[Object]",
    );
    expect(inspect({ a: new SlipwayError("timeout", "too late") }, { depth: 0 })).toBe(
      "{ a: [SlipwayError: too late] }",
    );
  });

  test("has its message, code, hint and place as JSON, and only plain facts", () => {
    expect(JSON.parse(JSON.stringify(buildError()))).toEqual({
      name: "BuildError",
      code: "build-failed",
      message: "failed to solve: exit code: 3",
      hint: "look at the log",
      exitCode: 3,
      location: { file: "Dockerfile", startLine: 2, endLine: 2, text: "RUN false" },
      details: { grpcCode: 2, exitCode: 3, size: "7" },
    });
  });
});

describe("a copy of an error", () => {
  test("has the prefix, and everything else of the error that stays as it was", () => {
    const error = buildError();
    const copy = prefixed(error, "failed to build: ");
    expect(copy).toBeInstanceOf(BuildError);
    expect(copy).toMatchObject({
      name: "BuildError",
      code: "build-failed",
      message: "failed to build: failed to solve: exit code: 3",
      hint: "look at the log",
      cause: error.cause,
      details: error.details,
      exitCode: 3,
      step: { log: "no\n" },
      location: { file: "Dockerfile", startLine: 2 },
    });
    expect(error.message).toBe("failed to solve: exit code: 3");
  });

  test("was thrown where the error was", () => {
    const copy = prefixed(buildError(), "failed to build: ");
    expect(copy.stack).toMatch(
      /^BuildError: failed to build: failed to solve: exit code: 3\n {4}at buildError /,
    );
  });

  test("may have another code, hint and more facts", () => {
    const error = new SlipwayError("engine-error", "no", { details: { a: 1 } });
    expect(error.copyWith({ code: "boot-failed", hint: "do", details: { b: 2 } })).toMatchObject({
      code: "boot-failed",
      message: "no",
      hint: "do",
      details: { a: 1, b: 2 },
    });
  });
});

describe("an error of a second copy of the package", () => {
  let directory: string;
  let other: typeof import("../../errors/slipway-error.js");
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "slipway-errors-"));
    for (const file of ["codes", "describe-error", "slipway-error", "stack-frames"]) {
      const source = await readFile(join(import.meta.dirname, "../../errors", `${file}.ts`), "utf8");
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
    expect(new other.SlipwayError("timeout", "too late")).not.toBeInstanceOf(BuildError);
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
