import { randomBytes } from "node:crypto";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  code,
  content,
  contentCalls,
  digest,
  WRITE,
} from "../../../../test/support/session/content-calls.js";
import { GrpcCode } from "../../transport/types.js";

const its = contentCalls();
const { read, blob, info, remove, abort, run, statuses, write, list, status, update } = its;

describe("Content/Read", () => {
  const large = randomBytes((5 << 20) / 2);

  it("sends the blob in pieces of at most 1 MiB with their positions", async () => {
    const pieces = await read({ digest: await blob(large) });
    expect(pieces.map(({ offset, data }) => [Number(offset), data.length])).toEqual([
      [0, 1 << 20],
      [1 << 20, 1 << 20],
      [2 << 20, 1 << 19],
    ]);
    expect(Buffer.concat(pieces.map(({ data }) => data)).equals(large)).toBe(true);
  });

  it("sends a range, cut at the end of the blob", async () => {
    const request = { digest: await blob(content), offset: 5n };
    expect(Buffer.concat((await read({ ...request, size: 3n })).map(({ data }) => data)).toString()).toBe(
      "con",
    );
    expect(Buffer.concat((await read({ ...request, size: 99n })).map(({ data }) => data)).toString()).toBe(
      "content",
    );
    expect(await read({ ...request, offset: 12n })).toEqual([]);
    await expect(read({ ...request, offset: 13n })).rejects.toMatchObject(
      code(GrpcCode.OutOfRange, "read past object length 12 bytes"),
    );
  });

  it("refuses unknown and malformed digests", async () => {
    await expect(read({ digest })).rejects.toMatchObject(
      code(GrpcCode.NotFound, `content ${digest}: not found`),
    );
    await expect(read({ digest: "sha256:../../etc/passwd" })).rejects.toMatchObject(
      code(GrpcCode.InvalidArgument),
    );
  });
});

describe("Content stores", () => {
  it("are chosen by metadata", async () => {
    await expect(info({ digest }, {})).rejects.toMatchObject(code(GrpcCode.InvalidArgument));
    await expect(info({ digest }, { "buildkit-attachable-store-id": "local:/etc" })).rejects.toMatchObject(
      code(GrpcCode.NotFound, "unknown store local:/etc: not found"),
    );
  });

  it("that are read-only serve reads and refuse every change", async () => {
    const readOnly = { "buildkit-attachable-store-id": "oci:context" };
    await blob(content);
    expect((await info({ digest }, readOnly)).info?.size).toBe(12n);
    expect(await read({ digest }, readOnly)).toHaveLength(1);
    const refused = code(GrpcCode.FailedPrecondition, "the content store is read-only: failed precondition");
    await expect(remove({ digest }, readOnly)).rejects.toMatchObject(refused);
    await expect(abort({ ref: "r" }, readOnly)).rejects.toMatchObject(refused);
    await expect(run("Write", [], readOnly).done).rejects.toMatchObject(refused);
    expect((await statuses({}, readOnly)).statuses).toEqual([]);
    expect(await readdir(its.directory)).toEqual(["blobs"]);
  });
});

describe("Content listings and deletions", () => {
  it("list blobs and writes, filtered", async () => {
    const other = await blob(Buffer.from("other"));
    await blob(content);
    await writeFile(join(its.directory, "blobs", "sha256", "not-a-blob"), "");
    await write({ action: WRITE, ref: "layer-1", data: content });
    expect((await list({})).info.map((entry) => entry.digest).sort()).toEqual([digest, other].sort());
    expect((await list({ filters: [`digest==${other}`] })).info).toHaveLength(1);
    expect((await list({ filters: ['size~="^1",digest!=x', "nothing"] })).info).toMatchObject([{ digest }]);
    expect((await statuses({})).statuses).toMatchObject([{ ref: "layer-1", offset: 12n }]);
    expect((await statuses({ filters: ["ref==x"] })).statuses).toEqual([]);
    await expect(statuses({ filters: ["=="] })).rejects.toMatchObject(code(GrpcCode.InvalidArgument));
  });

  it("delete and abort once", async () => {
    await blob(content);
    await remove({ digest });
    await expect(remove({ digest })).rejects.toMatchObject(code(GrpcCode.NotFound));
    await write({ action: WRITE, ref: "r", data: content });
    await abort({ ref: "r" });
    await expect(abort({ ref: "r" })).rejects.toMatchObject(
      code(GrpcCode.NotFound, 'ingest ref "r": not found'),
    );
    await expect(status({ ref: "r" })).rejects.toMatchObject(code(GrpcCode.NotFound));
  });

  it("have no labels to update", async () => {
    await expect(update({ info: { digest } })).rejects.toMatchObject(
      code(
        GrpcCode.FailedPrecondition,
        "update not supported on immutable content store: failed precondition",
      ),
    );
  });
});
