import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { sha256Digest } from "../../oci/digest.js";
import { SpooledBlobs } from "./spooled-blobs.js";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "spool-"));
  // A place of its own: other tests spool at the same time.
  const temporary = join(directory, "temporary");
  mkdirSync(temporary);
  for (const name of ["TMPDIR", "TEMP"]) vi.stubEnv(name, temporary);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(directory, { recursive: true, force: true });
});

/** An archive of the files, given in pieces of odd sizes. */
function archive(files: Readonly<Record<string, string | Uint8Array>>): Readable {
  for (const [name, content] of Object.entries(files)) writeFileSync(join(directory, name), content);
  const tar = execFileSync("tar", ["-c", "-C", directory, "--exclude=./temporary", "."], {
    maxBuffer: 64 << 20,
  });
  return Readable.from(
    (function* () {
      for (let at = 0; at < tar.length; at += 70_001) yield tar.subarray(at, at + 70_001);
    })(),
  );
}

test("finds a file by what is in it, whatever it is called, and leaves no file behind", async () => {
  const big = Buffer.alloc(3_000_000, "0123456789");
  mkdirSync(join(directory, "sub"));
  symlinkSync("../big", join(directory, "sub/link"));
  const seen: number[] = [];
  const blobs = await SpooledBlobs.read(archive({ big, "sub/small": "small", empty: "" }), (total) =>
    seen.push(total),
  );
  expect(readdirSync(tmpdir())).toEqual([]);
  expect(blobs.size(sha256Digest(big))).toBe(3_000_000);
  expect((await blobs.bytes(sha256Digest("small")))?.toString()).toBe("small");
  expect(await blobs.bytes(sha256Digest(""))).toHaveLength(0);
  expect(await blobs.bytes(sha256Digest("other"))).toBeUndefined();
  const views = [Buffer.alloc(10), Buffer.alloc(5)];
  await blobs.open(sha256Digest(big))?.read(views, 1_000_003);
  expect(Buffer.concat(views).toString()).toBe("345678901234567");
  expect(seen.length).toBe(2);
  await blobs.close();
});

test("an archive that breaks off is an error, and nothing is left", async () => {
  const whole = archive({ big: Buffer.alloc(500_000, "x") });
  const broken = Readable.from(
    (async function* () {
      for await (const chunk of whole) {
        yield chunk;
        throw new Error("the engine went away");
      }
    })(),
  );
  await expect(SpooledBlobs.read(broken, () => {})).rejects.toThrow("the engine went away");
  expect(readdirSync(tmpdir())).toEqual([]);
});
