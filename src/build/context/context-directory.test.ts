import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { Readable } from "node:stream";
import { describe, expect, test } from "vitest";
import { given, mainContexts } from "../../../test/support/build/main-contexts.js";
import type { ContextSource } from "../options/context-source.js";
import type { MainContextRequest } from "./main-context.js";

const { at, load, cwd } = mainContexts();

describe("a Dockerfile that only makes trouble", () => {
  const utf16 = Buffer.from("\ufeffFROM scratch\n", "utf16le");

  test("text in UTF-16, on disk and on standard input", async () => {
    writeFileSync(at("utf16"), utf16);
    const refusal = { code: "invalid-argument", hint: expect.stringContaining("UTF-8") };
    await expect(load("app", { file: "utf16" })).rejects.toMatchObject(refusal);
    await expect(load("app", { file: "-", stdin: Readable.from([utf16]) })).rejects.toMatchObject(refusal);
    await expect(load("-", { stdin: Readable.from([utf16]) })).rejects.toMatchObject(refusal);
  });

  test("a pipe, which is not waited for", async () => {
    execFileSync("mkfifo", [at("pipe")]);
    await expect(load("app", { file: "pipe" })).rejects.toMatchObject({
      message: `the Dockerfile ${at("pipe")} is a pipe`,
      hint: "-f - reads the Dockerfile from standard input",
    });
  });
});

describe("a directory", () => {
  test.each<[string | ContextSource, Partial<MainContextRequest>, object]>([
    [
      ".",
      {},
      {
        attrs: { filename: "Dockerfile" },
        directories: { context: cwd, dockerfile: cwd },
        localDirectory: cwd,
        dockerfilePath: at("Dockerfile"),
        dockerfileName: "Dockerfile",
      },
    ],
    [
      "app",
      {},
      {
        attrs: { filename: "Dockerfile" },
        directories: { context: at("app"), dockerfile: at("app") },
        localDirectory: at("app"),
        dockerfilePath: at("app/Dockerfile"),
        dockerfileName: "app/Dockerfile",
      },
    ],
    [
      { directory: "app" },
      { file: "app/sub/Other" },
      {
        attrs: { filename: "Other" },
        directories: { context: at("app"), dockerfile: at("app/sub") },
        localDirectory: at("app"),
        dockerfilePath: at("app/sub/Other"),
        dockerfileName: "app/sub/Other",
      },
    ],
    [
      "lower",
      {},
      {
        attrs: { filename: "dockerfile" },
        directories: { context: at("lower"), dockerfile: at("lower") },
        localDirectory: at("lower"),
        dockerfilePath: at("lower/Dockerfile"),
        dockerfileName: "lower/Dockerfile",
      },
    ],
    [
      "none",
      { file: "app/missing" },
      {
        attrs: { filename: "missing" },
        directories: { context: at("none"), dockerfile: at("app") },
        localDirectory: at("none"),
        dockerfilePath: at("app/missing"),
        dockerfileName: "app/missing",
      },
    ],
    [
      "app",
      { file: "-", stdin: Readable.from(["FROM ", "stdin"]) },
      {
        attrs: given,
        directories: { context: at("app"), dockerfile: { Dockerfile: "FROM stdin" } },
        localDirectory: at("app"),
        dockerfilePath: "-",
        dockerfileName: "stdin",
      },
    ],
    [
      "app",
      { dockerfile: "FROM text" },
      {
        attrs: given,
        directories: { context: at("app"), dockerfile: { Dockerfile: "FROM text" } },
        localDirectory: at("app"),
        dockerfilePath: "-",
        dockerfileName: "Dockerfile",
      },
    ],
    [
      "app",
      { file: "https://host/Dockerfile" },
      {
        attrs: given,
        directories: { context: at("app"), dockerfile: { Dockerfile: "FROM https://host/Dockerfile\n" } },
        localDirectory: at("app"),
        dockerfilePath: "https://host/Dockerfile",
        dockerfileName: "https://host/Dockerfile",
      },
    ],
  ])("%j", async (context, more, expected) => {
    expect(await load(context, more)).toEqual(expected);
  });
});
