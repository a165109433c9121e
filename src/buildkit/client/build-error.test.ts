import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { prefixed } from "../../errors/index.js";
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
});
