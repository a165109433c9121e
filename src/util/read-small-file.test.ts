import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readSmallFile } from "./read-small-file.js";

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "slipway-small-"));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));
const at = (name: string) => join(root, name);

describe("reading a small file", () => {
  test.each([0, 1, 65_536, 200_000])("gives all of its %i bytes", async (size) => {
    const content = Buffer.alloc(size, "x");
    writeFileSync(at("file"), content);
    expect((await readSmallFile(at("file"), 200_000)).equals(content)).toBe(true);
  });

  test("reads nothing of one that is too long", async () => {
    writeFileSync(at("long"), Buffer.alloc((2 << 20) + 1));
    await expect(readSmallFile(at("long"), 2 << 20)).rejects.toMatchObject({
      code: "corrupt-state",
      message: `${at("long")} is longer than 2 MiB`,
    });
    await expect(readSmallFile("/dev/zero", 2 << 20)).rejects.toMatchObject({ code: "corrupt-state" });
    expect(await readSmallFile("/dev/null", 1)).toHaveLength(0);
  });

  test("does not wait for somebody to write to a pipe", async () => {
    execFileSync("mkfifo", [at("pipe")]);
    await expect(readSmallFile(at("pipe"), 10)).rejects.toMatchObject({
      code: "corrupt-state",
      message: `${at("pipe")} is a pipe where a file was expected`,
    });
  });

  test("says what the system says of anything else", async () => {
    const server = createServer().listen(at("socket"));
    await new Promise((resolve) => server.once("listening", resolve));
    await expect(readSmallFile(at("socket"), 10)).rejects.toMatchObject({ code: "ENXIO" });
    server.close();
    await expect(readSmallFile(root, 10)).rejects.toMatchObject({ code: "EISDIR" });
    await expect(readSmallFile(at("missing"), 10)).rejects.toMatchObject({ code: "ENOENT" });
  });
});
