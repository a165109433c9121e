import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  COMMIT,
  code,
  content,
  contentCalls,
  digest,
  STAT,
  WRITE,
} from "../../../../test/support/session/content-calls.js";
import { sha256Digest } from "../../../oci/digest.js";
import { processMark } from "../../../util/temporary-file.js";
import { WriteContentRequestSchema } from "../../gen/containerd/content_pb.js";
import { create, toBinary } from "../../protobuf/index.js";
import { GrpcCode } from "../../transport/types.js";
import { LayoutIngest } from "./layout-ingest.js";

const its = contentCalls();
const { write, info, status, blob, run } = its;

describe("Content/Write", () => {
  it("writes, commits and leaves nothing but the blob", async () => {
    const answers = await write(
      { action: STAT, ref: "r", total: 12n, expected: digest },
      { action: WRITE, data: content.subarray(0, 5) },
      { action: WRITE, offset: 5n, data: content.subarray(5) },
      { action: COMMIT, offset: 12n, total: 12n, expected: digest },
    );
    expect(answers.map(({ action, offset }) => [action, offset])).toEqual([
      [STAT, 0n],
      [WRITE, 5n],
      [WRITE, 12n],
      [COMMIT, 12n],
    ]);
    expect(answers[0]?.total).toBe(12n);
    expect(answers[0]?.startedAt).toBeDefined();
    expect(answers[1]?.digest).toBe(sha256Digest(content.subarray(0, 5)));
    expect(answers[3]?.digest).toBe(digest);
    const path = join(its.directory, "blobs", "sha256", digest.slice(7));
    expect(await readFile(path)).toEqual(content);
    expect((await stat(path)).mode & 0o333).toBe(0);
    expect(await readdir(join(its.directory, "ingest"))).toEqual([]);
  });

  it("takes data with the commit and names the digest itself when none is expected", async () => {
    const [answer] = await write({ action: COMMIT, ref: "r", data: content });
    expect(answer?.digest).toBe(digest);
    expect((await info({ digest })).info?.size).toBe(12n);
  });

  it("continues a write that was broken off", async () => {
    await write({ action: WRITE, ref: "r", total: 12n, data: content.subarray(0, 5) });
    expect((await status({ ref: "r" })).status).toMatchObject({ ref: "r", offset: 5n, total: 12n });
    const [stated] = await write(
      { action: STAT, ref: "r", total: 12n, expected: digest },
      { action: COMMIT, offset: 5n, data: content.subarray(5), total: 12n, expected: digest },
    );
    expect(stated?.offset).toBe(5n);
    expect((await info({ digest })).info?.digest).toBe(digest);
  });

  it("starts over at offset 0", async () => {
    await write({ action: WRITE, ref: "r", data: Buffer.from("wrong") });
    await write({ action: COMMIT, ref: "r", data: content, expected: digest });
    expect((await info({ digest })).info?.digest).toBe(digest);
  });

  it("verifies a sha512 digest", async () => {
    const expected = `sha512:${createHash("sha512").update(content).digest("hex")}`;
    await write({ action: WRITE, ref: "r", data: content }, { action: COMMIT, offset: 12n, expected });
    expect(await readFile(join(its.directory, "blobs", "sha512", expected.slice(7)))).toEqual(content);
  });

  it("refuses content of another size or digest, and does not keep it", async () => {
    await expect(write({ action: COMMIT, ref: "r", data: content, total: 11n })).rejects.toMatchObject(
      code(GrpcCode.FailedPrecondition, "unexpected commit size 12, expected 11: failed precondition"),
    );
    const expected = sha256Digest("other");
    await expect(write({ action: COMMIT, ref: "r", data: content, expected })).rejects.toMatchObject(
      code(
        GrpcCode.FailedPrecondition,
        `unexpected commit digest ${digest}, expected ${expected}: failed precondition`,
      ),
    );
    expect(await readdir(join(its.directory, "ingest"))).toEqual([]);
    await expect(info({ digest })).rejects.toMatchObject(code(GrpcCode.NotFound));
  });

  it("says when the content is there already", async () => {
    await blob(content);
    await expect(write({ action: STAT, ref: "r", expected: digest })).rejects.toMatchObject(
      code(GrpcCode.AlreadyExists, `content ${digest}: already exists`),
    );
    await expect(
      write({ action: WRITE, ref: "r", data: content }, { action: COMMIT, offset: 12n, expected: digest }),
    ).rejects.toMatchObject(code(GrpcCode.AlreadyExists, `blob with expected digest ${digest} exists`));
    await expect(write({ action: COMMIT, ref: "r", data: content })).rejects.toMatchObject(
      code(GrpcCode.AlreadyExists),
    );
    expect(await readdir(join(its.directory, "ingest"))).toEqual([]);
  });

  it("refuses a write at another offset", async () => {
    await expect(
      write({ action: WRITE, ref: "r", data: content }, { action: WRITE, offset: 3n, data: content }),
    ).rejects.toMatchObject(code(GrpcCode.OutOfRange, "write @3 must occur at current offset 12"));
  });

  it("lets one writer have a ref, until it ends", async () => {
    const message = toBinary(
      WriteContentRequestSchema,
      create(WriteContentRequestSchema, { action: STAT, ref: "r" }),
    );
    const first = run("Write", [message]);
    await new Promise((resolve) => setTimeout(resolve, 30));
    await expect(write({ action: STAT, ref: "r" })).rejects.toMatchObject(code(GrpcCode.Unavailable));
    await write({ action: STAT, ref: "other" });
    first.call.reset();
    await expect(first.done).rejects.toThrow();
    await write({ action: STAT, ref: "r" });
  });

  it("needs a ref, and a digest that names no path", async () => {
    await expect(write({ action: WRITE, data: content })).rejects.toMatchObject(
      code(GrpcCode.InvalidArgument, "first message must have a reference"),
    );
    for (const expected of ["sha256:../../x", `sha256:${"/".repeat(64)}`, "../x:00", "sha256"]) {
      await expect(write({ action: WRITE, ref: "r", expected })).rejects.toMatchObject(
        code(GrpcCode.InvalidArgument),
      );
    }
    await write({ action: STAT, ref: "../../../escape" });
    expect(await readdir(join(its.directory, "ingest"))).toHaveLength(1);
  });

  it("takes away what processes that were killed left, and nothing of others", async () => {
    const ingests = join(its.directory, "ingest");
    const { pid } = spawnSync(process.execPath, ["--version"]);
    const [machine] = processMark().split("-");
    const owners = {
      ended: `${machine}-${pid}`,
      elsewhere: `00000000-${pid}`,
      running: processMark(),
      none: "x",
    };
    for (const [name, owner] of Object.entries(owners)) {
      await mkdir(join(ingests, name), { recursive: true });
      await writeFile(join(ingests, name, "owner"), owner);
    }
    // Killed before it came to write its owner down.
    await mkdir(join(ingests, `begun.${owners.ended}`));
    await mkdir(join(ingests, `begun.${owners.elsewhere}`));
    const ingest = new LayoutIngest(its.directory);
    await (await ingest.writer("r", 0, "")).close();
    ingest.close();
    expect((await readdir(ingests)).sort()).toEqual([
      `begun.${owners.elsewhere}`,
      "elsewhere",
      "none",
      "running",
    ]);
  });
});
