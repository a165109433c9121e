import { chmod, link, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough, type Readable, Writable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { MemoryCall } from "../../../../test/support/memory-call.js";
import { deferred } from "../../../../test/support/transport/deferred.js";
import { BytesMessageSchema } from "../../gen/moby/filesync/v1/filesync_pb.js";
import { create, toBinary } from "../../protobuf/index.js";
import { GrpcCode } from "../../transport/types.js";
import { createFileSend } from "./file-send-service.js";
import type { SessionExport } from "./session-export.js";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "export-"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const bytes = (data: Uint8Array | string) =>
  toBinary(BytesMessageSchema, create(BytesMessageSchema, { data: Buffer.from(data) }));

function start(target: SessionExport, headers: Record<string, string> = {}, receive = vi.fn(async () => {})) {
  const fileSend = createFileSend(new Map([[1, target]]), receive);
  const call = new MemoryCall("/moby.filesync.v1.FileSend/DiffCopy", {
    "buildkit-attachable-exporter-id": "1",
    ...headers,
  });
  const handler = fileSend.services.get(call.method);
  if (handler === undefined) throw new Error("not served");
  const taken = handler(call);
  const done = taken.then(() => fileSend.keep());
  done.catch(() => undefined);
  return { call, done, fileSend, receive };
}

/** Many small messages and a few large ones, with content that shows any mix-up. */
const pieces = Array.from({ length: 700 }, (_, index) =>
  Buffer.alloc(index % 50 === 0 ? 300_000 : 4096, `${index} `),
);
const whole = Buffer.concat(pieces);

describe("FileSend/DiffCopy to a file", () => {
  it("makes the file and the directories above it, byte for byte", async () => {
    const path = join(directory, "a", "b", "out.tar");
    const { call, done } = start({ type: "file", path });
    for (const piece of pieces) call.push(bytes(piece));
    call.end();
    await done;
    expect((await readFile(path)).equals(whole)).toBe(true);
    expect(await readdir(join(directory, "a", "b"))).toEqual(["out.tar"]);
  });

  it.each([10, 1000, 299_999])("puts messages that come in pieces of %i bytes together", async (size) => {
    const path = join(directory, "out.tar");
    const { call, done, fileSend } = start({ type: "file", path });
    call.pieceBytes = size;
    for (const piece of pieces.slice(0, 60)) call.push(bytes(piece));
    call.end();
    await done;
    const expected = Buffer.concat(pieces.slice(0, 60));
    expect((await readFile(path)).equals(expected)).toBe(true);
    expect(fileSend.received()).toBe(expected.length);
  });

  it("makes nothing before the first byte, and nothing for an export without one", async () => {
    const path = join(directory, "a", "out.tar");
    const { call, done } = start({ type: "file", path });
    call.push(bytes(""));
    call.end();
    await done;
    expect(await readdir(directory)).toEqual([]);
  });

  it("leaves what was there when the build fails after the file is complete", async () => {
    const path = join(directory, "out.tar");
    await writeFile(path, "before");
    const fileSend = createFileSend(new Map([[0, { type: "file", path }]]), async () => {});
    const call = new MemoryCall("/moby.filesync.v1.FileSend/DiffCopy", {});
    const taken = fileSend.services.get(call.method)?.(call);
    for (const piece of pieces) call.push(bytes(piece));
    call.end();
    await taken;
    await fileSend.settled();
    expect(await readFile(path, "utf8")).toBe("before");
    expect(await readdir(directory)).toEqual(["out.tar"]);
  });

  it("leaves what was there when the daemon breaks off", async () => {
    const path = join(directory, "out.tar");
    await writeFile(path, "before");
    const { call, done, fileSend } = start({ type: "file", path });
    for (const piece of pieces) call.push(bytes(piece));
    await new Promise((resolve) => setTimeout(resolve, 20));
    call.reset();
    await expect(done).rejects.toThrow("the daemon reset the call");
    expect(await readFile(path, "utf8")).toBe("before");
    expect(await readdir(directory)).toEqual(["out.tar"]);
    expect(fileSend.failures.size).toBe(0);
  });

  it("keeps the mode of a file it replaces and follows a symbolic link", async () => {
    const path = join(directory, "real.tar");
    await writeFile(path, "before");
    await chmod(path, 0o640);
    await symlink("real.tar", join(directory, "link.tar"));
    const { call, done } = start({ type: "file", path: join(directory, "link.tar") });
    call.push(bytes("after")).end();
    await done;
    expect(await readFile(path, "utf8")).toBe("after");
    expect((await stat(path)).mode & 0o777).toBe(0o640);
  });

  it("writes into a device instead of replacing it", async () => {
    const { call, done } = start({ type: "file", path: "/dev/null" });
    call.push(bytes("x")).end();
    await done;
    expect((await stat("/dev/null")).isCharacterDevice()).toBe(true);
  });

  it("says that the disk is full, to the daemon and to the build", async () => {
    const { call, done, fileSend } = start({ type: "file", path: "/dev/full" });
    call.push(bytes("x")).end();
    await expect(done).rejects.toMatchObject({
      code: GrpcCode.Unknown,
      message: "write /dev/full: no space left on device",
    });
    expect(fileSend.failures.get(1)).toMatchObject({ code: "disk-full" });
  });

  it("names a destination that cannot be made", async () => {
    await writeFile(join(directory, "file"), "");
    const path = join(directory, "file", "out.tar");
    const { call, done, fileSend } = start({ type: "file", path });
    call.push(bytes("x")).end();
    await expect(done).rejects.toThrow(`write ${path}: not a directory`);
    expect(fileSend.failures.get(1)).toMatchObject({ code: "io-error", details: { path } });
  });

  it("does not touch another name of the file it replaces", async () => {
    const path = join(directory, "out.tar");
    await writeFile(path, "before");
    await link(path, join(directory, "kept"));
    const { call, done } = start({ type: "file", path });
    call.push(bytes("after")).end();
    await done;
    expect(await readFile(join(directory, "kept"), "utf8")).toBe("before");
  });
});

describe("FileSend/DiffCopy to a stream", () => {
  it("writes at the stream's pace and leaves it open", async () => {
    const stream = new PassThrough({ highWaterMark: 1000 });
    const { call, done } = start({ type: "writable", stream });
    for (const piece of pieces) call.push(bytes(piece));
    call.end();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(stream.writableLength + stream.readableLength).toBeLessThan(700_000);
    const read = buffer(stream);
    await done;
    expect(stream.writable).toBe(true);
    stream.end();
    expect((await read).equals(whole)).toBe(true);
  });

  it("fails when the stream fails", async () => {
    const stream = new Writable({ write: (_chunk, _encoding, done) => done(new Error("EPIPE")) });
    const { call, done } = start({ type: "writable", stream });
    call.push(bytes("x")).push(bytes("y")).end();
    await expect(done).rejects.toThrow("EPIPE");
  });
});

describe("FileSend/DiffCopy to a consumer", () => {
  it("streams the archive with its metadata, and waits for the consumer to end", async () => {
    let ended = false;
    const { call, done, fileSend } = start(
      {
        type: "consumer",
        consume: async (archive, metadata) => {
          expect(metadata).toEqual({ "containerimage.digest": "sha256:1" });
          expect((await buffer(archive)).equals(whole)).toBe(true);
          await new Promise((resolve) => setTimeout(resolve, 10));
          ended = true;
        },
      },
      { "exporter-md-containerimage.digest": "sha256:1" },
    );
    for (const piece of pieces) call.push(bytes(piece));
    call.end();
    await done;
    expect(ended).toBe(true);
    expect(fileSend.metadata.get(1)).toEqual({ "containerimage.digest": "sha256:1" });
  });

  it.each([1, 4095, 5000])("has messages in pieces of %i bytes as they come", async (size) => {
    const expected = Buffer.concat(pieces.slice(1, 3));
    let got: Buffer | undefined;
    const consume = async (archive: Readable) => {
      got = await buffer(archive);
    };
    const { call, done, fileSend } = start({ type: "consumer", consume });
    call.pieceBytes = size;
    call.push(bytes(expected)).end();
    await done;
    expect(got?.equals(expected)).toBe(true);
    expect(fileSend.received()).toBe(expected.length);
  });

  it("does not hold the daemon up for who reads no more and works on", async () => {
    const working = deferred<void>();
    const consume = async (archive: Readable) => {
      for await (const _ of archive) break;
      await working.promise;
    };
    const { call, done, fileSend } = start({ type: "consumer", consume });
    for (const piece of pieces) call.push(bytes(piece));
    call.end();
    await vi.waitFor(() => expect(fileSend.received()).toBe(whole.length));
    working.resolve();
    await done;
  });

  it("drops the rest when the consumer has had enough", async () => {
    const { call, done } = start({ type: "consumer", consume: async () => {} });
    for (const piece of pieces) call.push(bytes(piece));
    call.end();
    await done;
  });

  it("fails with the consumer's error although the daemon goes on", async () => {
    const { call, done, fileSend } = start({
      type: "consumer",
      consume: async (archive) => {
        for await (const _ of archive) throw new Error("load failed");
      },
    });
    for (const piece of pieces) call.push(bytes(piece));
    await expect(done).rejects.toThrow("load failed");
    expect(fileSend.failures.get(1)).toMatchObject({ message: "load failed" });
  });

  it("breaks the archive off when the daemon does", async () => {
    let seen: unknown;
    const { call, done } = start({
      type: "consumer",
      consume: async (archive) => {
        await buffer(archive).catch((error: unknown) => {
          seen = error;
        });
      },
    });
    call.push(bytes("x"));
    await new Promise((resolve) => setTimeout(resolve, 5));
    call.reset();
    await expect(done).rejects.toThrow("the daemon reset the call");
    expect(String(seen)).toContain("the daemon reset the call");
  });

  it("answers AlreadyExists when the image is present", async () => {
    const consume = vi.fn();
    const { done, fileSend } = start({ type: "consumer", consume, isPresent: async () => true });
    await expect(done).rejects.toMatchObject({
      code: GrpcCode.AlreadyExists,
      message: "target already exists",
    });
    expect(consume).not.toHaveBeenCalled();
    expect(fileSend.failures.size).toBe(0);
  });
});

describe("FileSend/DiffCopy to a directory", () => {
  it("hands the call over with the exporter's mode", async () => {
    const { call, done, receive } = start({ type: "directory", path: directory, mode: "copy" });
    await done;
    expect(receive).toHaveBeenCalledWith(call, directory, { mode: "copy" });
  });

  it("deletes only when all platforms come in one transfer", async () => {
    const target: SessionExport = { type: "directory", path: directory, mode: "delete" };
    await expect(start(target).done).rejects.toThrow(
      "local exporter mode=delete requires a BuildKit daemon with multi-platform local export support",
    );
    const { done, receive } = start(target, { "buildkit-exporter-multi-platform": "1" });
    await done;
    expect(receive).toHaveBeenCalledOnce();
  });
});

describe("FileSend/DiffCopy for an exporter nobody registered", () => {
  it.each([
    ["7", "exporter 7 not found"],
    ["x", "exporter 0 not found"],
  ])("says so (id %s)", async (id, message) => {
    const target: SessionExport = { type: "file", path: join(directory, "x") };
    const { done } = start(target, { "buildkit-attachable-exporter-id": id });
    await expect(done).rejects.toMatchObject({ code: GrpcCode.Unknown, message });
  });
});
