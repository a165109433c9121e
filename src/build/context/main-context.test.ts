import { Readable } from "node:stream";
import { packTar } from "modern-tar";
import { describe, expect, test } from "vitest";
import { bzipMagic, gzipMagic, xzMagic } from "../../../test/support/build/archive-heads.js";
import { git, given, mainContexts, upload } from "../../../test/support/build/main-contexts.js";
import type { ContextSource } from "../options/context-source.js";
import type { MainContextRequest } from "./main-context.js";

const { load, at, archives } = mainContexts();

test("the scheme of a Git URL may be in upper case", async () => {
  expect((await load("GIT://host/r.git#main")).attrs.context).toBe("git://host/r.git#main");
  expect((await load("HTTPS://Host/R.git")).attrs.context).toBe("https://Host/R.git");
  await expect(load("HTTPS://host/r.tar")).rejects.toThrow("not found");
});

describe("a remote context", () => {
  const remote = (attrs: object, dockerfilePath: string, dockerfileName: string, directories = {}) => ({
    attrs,
    directories,
    dockerfilePath,
    dockerfileName,
  });
  test.each<[Partial<MainContextRequest>, object]>([
    [{}, remote({ context: git, filename: "Dockerfile" }, "Dockerfile", `${git}/Dockerfile`)],
    [{ file: "sub/Other" }, remote({ context: git, filename: "sub/Other" }, "sub/Other", "sub/Other")],
    [
      { file: at("app/Dockerfile") },
      remote({ context: git, ...given }, at("app/Dockerfile"), at("app/Dockerfile"), {
        dockerfile: at("app"),
      }),
    ],
    [
      { file: "-", stdin: Readable.from(["FROM stdin"]) },
      remote({ context: git, ...given }, "-", "stdin", { dockerfile: { Dockerfile: "FROM stdin" } }),
    ],
    [
      { dockerfile: "FROM text" },
      remote({ context: git, ...given }, "-", "Dockerfile", { dockerfile: { Dockerfile: "FROM text" } }),
    ],
  ])("%j", async (more, expected) => {
    expect(await load(git, more)).toEqual(expected);
  });
});

describe("standard input", () => {
  test("is a Dockerfile with an empty context", async () => {
    expect(await load("-", { stdin: Readable.from(["FROM a", "\nRUN b\n"]) })).toEqual({
      attrs: { filename: "Dockerfile" },
      directories: { context: {}, dockerfile: { Dockerfile: "FROM a\nRUN b\n" } },
      dockerfilePath: "-",
      dockerfileName: "stdin",
    });
  });

  test.each([
    ["bzip2", bzipMagic],
    ["gzip", gzipMagic],
    ["xz", xzMagic],
  ])("is an archive with %s", async (_kind, head) => {
    const rest = "x".repeat(3000);
    const main = await load("-", { stdin: Readable.from([head, Buffer.from(rest)]) });
    expect(main).toEqual({
      attrs: { context: upload, filename: "Dockerfile" },
      directories: {},
      dockerfilePath: "Dockerfile",
      dockerfileName: "Dockerfile",
    });
    await expect.poll(() => archives).toContain(Buffer.concat([head, Buffer.from(rest)]).toString("utf8"));
  });

  test("is an archive when its checksum is a tar's, in pieces too", async () => {
    const tar = Buffer.from(await packTar([{ header: { name: "f", size: 1, type: "file" }, body: "x" }]));
    const pieces = [tar.subarray(0, 100), tar.subarray(100, 700), tar.subarray(700)];
    const main = await load("-", { file: "sub/Dockerfile", stdin: Readable.from(pieces) });
    expect(main.attrs).toEqual({ context: upload, filename: "sub/Dockerfile" });
    tar[0] = 0x67;
    const broken = await load("-", { stdin: Readable.from([tar]) });
    expect(broken.attrs).toEqual({ filename: "Dockerfile" });
  });

  test("is an archive beside a Dockerfile that is given as text", async () => {
    const main = await load("-", { dockerfile: "FROM text", stdin: Readable.from([gzipMagic]) });
    expect(main).toEqual({
      attrs: { context: upload, ...given },
      directories: { dockerfile: { Dockerfile: "FROM text" } },
      dockerfilePath: "-",
      dockerfileName: "Dockerfile",
    });
  });
});

describe("files made by code", () => {
  const files = new Map([
    ["Dockerfile", "FROM scratch\n"],
    ["app.js", "1"],
  ]);
  test("hold the Dockerfile", async () => {
    const directory = { Dockerfile: "FROM scratch\n", "app.js": "1" };
    expect(await load({ files })).toEqual({
      attrs: { filename: "Dockerfile" },
      directories: { context: directory, dockerfile: directory },
      dockerfilePath: "Dockerfile",
      dockerfileName: "Dockerfile",
    });
    expect((await load({ files }, { file: "app.js" })).attrs).toEqual({ filename: "app.js" });
  });

  test("have it beside them", async () => {
    const main = await load({ files: [{ path: "app.js", content: "1" }] }, { dockerfile: "FROM text" });
    expect(main).toMatchObject({
      attrs: given,
      directories: { context: { "app.js": "1" }, dockerfile: { Dockerfile: "FROM text" } },
    });
  });

  test("lack it", async () => {
    await expect(load({ files: [] })).rejects.toMatchObject({
      code: "not-found",
      message: "the files of the build context have no Dockerfile",
      hint: "add it to the files, or give its text as dockerfile",
    });
  });
});

test("an archive made by code is sent as it is", async () => {
  const main = await load({ tar: Readable.from([Buffer.from("any"), Buffer.from("thing")]) }, { file: "D" });
  expect(main.attrs).toEqual({ context: upload, filename: "D" });
  await expect.poll(() => archives).toContain("anything");
});

describe("what is refused", () => {
  test.each<[string | ContextSource, Partial<MainContextRequest>, string, string]>([
    ["", {}, "invalid-argument", 'please specify build context (e.g. "." for the current directory)'],
    ["nowhere", {}, "not-found", 'unable to prepare context: path "nowhere" not found'],
    ["app/Dockerfile", {}, "not-found", 'unable to prepare context: path "app/Dockerfile" not found'],
    [{ directory: "nowhere" }, {}, "not-found", 'unable to prepare context: path "nowhere" not found'],
    [
      ".",
      { file: "a", dockerfile: "FROM b" },
      "invalid-argument",
      "the Dockerfile is given twice: as its text and as the file to read it from",
    ],
    [".", { file: "nowhere/D" }, "not-found", `resolve : lstat ${at("nowhere")}: no such file or directory`],
    [
      "-",
      { file: "-" },
      "invalid-argument",
      "invalid argument: can't use stdin for both build context and dockerfile",
    ],
    [
      "-",
      { file: "app/Dockerfile", stdin: Readable.from(["FROM a"]) },
      "invalid-argument",
      "ambiguous Dockerfile source: both stdin and flag correspond to Dockerfiles",
    ],
    [
      "-",
      { dockerfile: "FROM b", stdin: Readable.from(["FROM a"]) },
      "invalid-argument",
      "ambiguous Dockerfile source: both stdin and flag correspond to Dockerfiles",
    ],
    [
      ".",
      { file: "-", stdin: Readable.from([Buffer.alloc(3 << 20)]) },
      "invalid-argument",
      "the Dockerfile on standard input is bigger than 2097152 bytes",
    ],
  ])("%j with %o", async (context, more, code, message) => {
    await expect(load(context, more)).rejects.toMatchObject({ code, message });
  });
});
