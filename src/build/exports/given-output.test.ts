import { PassThrough, Readable } from "node:stream";
import { packTar } from "modern-tar";
import { expect, test } from "vitest";
import type { OutputFile, OutputOption } from "../options/output-option.js";
import { isDefaultLoadOff } from "./default-load.js";
import { givenOutput } from "./given-output.js";

test.each<[OutputOption, object]>([
  [{ type: "cacheonly" }, { type: "cacheonly", dest: "", attrs: {} }],
  [
    { type: "image", name: "n", push: true, attrs: { compression: "zstd" } },
    { type: "image", dest: "", attrs: { compression: "zstd", name: "n", push: "true" } },
  ],
  [
    { type: "image", push: false },
    { type: "image", dest: "", attrs: {} },
  ],
  [
    { type: "local", dest: "d" },
    { type: "local", dest: "d", attrs: {} },
  ],
  [
    { type: "local", dest: "d", mode: "delete", attrs: { a: "b" } },
    { type: "local", dest: "d", attrs: { a: "b", mode: "delete" } },
  ],
  [
    { type: "oci", tar: false, dest: "d" },
    { type: "oci", dest: "d", attrs: { tar: "false" } },
  ],
  [
    { type: "docker", context: "c" },
    { type: "docker", dest: "", attrs: { context: "c" } },
  ],
  [{ type: "docker" }, { type: "docker", dest: "", attrs: {} }],
  [
    { type: "tar", dest: "t" },
    { type: "tar", dest: "t", attrs: {} },
  ],
])("%j", (output, entry) => {
  expect(givenOutput(output)).toEqual(entry);
});

test("an archive goes to a stream or a function", () => {
  const stream = new PassThrough();
  const consume = async () => {};
  expect(givenOutput({ type: "tar", stream })).toEqual({
    type: "tar",
    dest: "",
    attrs: {},
    receiver: { stream },
  });
  expect(givenOutput({ type: "oci", consume }).receiver).toEqual({ consume });
});

test("a function is given an archive's files one after the other, whatever it reads of them", async () => {
  const mtime = new Date(1_700_000_000_000);
  const archive = await packTar([
    { header: { name: "./dir/", type: "directory", size: 0, mode: 0o750, mtime } },
    { header: { name: "dir/a", type: "file", size: 3, mode: 0o640, mtime }, body: "abc" },
    { header: { name: "dir/b", type: "file", size: 5, mtime }, body: "skips" },
    { header: { name: "link", type: "symlink", size: 0, linkname: "dir/a", mtime } },
    { header: { name: "dev", type: "fifo", size: 0, mtime } },
  ]);
  const seen: [Omit<OutputFile, "content" | "bytes">, string | undefined][] = [];
  const { receiver } = givenOutput({
    type: "tar",
    files: async (files) => {
      for await (const file of files) {
        const { content: _content, bytes, ...facts } = file;
        const text = file.path === "dir/a" ? Buffer.from(await bytes()).toString() : undefined;
        seen.push([facts, text]);
      }
    },
  });
  if (receiver === undefined || !("consume" in receiver)) throw new Error("no consumer");
  await receiver.consume(Readable.from([archive]));
  expect(seen).toEqual([
    [{ path: "dir", type: "directory", mode: 0o750, size: 0, mtime }, undefined],
    [{ path: "dir/a", type: "file", mode: 0o640, size: 3, mtime }, "abc"],
    [{ path: "dir/b", type: "file", mode: expect.any(Number), size: 5, mtime }, undefined],
    [
      { path: "link", type: "symlink", mode: expect.any(Number), size: 0, mtime, linkname: "dir/a" },
      undefined,
    ],
    [{ path: "dev", type: "other", mode: expect.any(Number), size: 0, mtime }, undefined],
  ]);
});

test.each([
  [undefined, false, []],
  ["", false, []],
  ["1", true, []],
  ["true", true, []],
  ["0", false, []],
  ["often", false, ["invalid non-bool value for BUILDX_NO_DEFAULT_LOAD: often"]],
])("BUILDX_NO_DEFAULT_LOAD=%s", (value, expected, said) => {
  const warnings: string[] = [];
  expect(isDefaultLoadOff({ BUILDX_NO_DEFAULT_LOAD: value }, (text) => warnings.push(text))).toBe(expected);
  expect(warnings).toEqual(said);
});
