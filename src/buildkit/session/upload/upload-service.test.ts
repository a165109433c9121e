import { PassThrough, Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { MemoryCall } from "../../../../test/support/memory-call.js";
import { BytesMessageSchema } from "../../gen/moby/filesync/v1/filesync_pb.js";
import { fromBinary } from "../../protobuf/index.js";
import { createUploads, type Uploads } from "./upload-service.js";

const method = "/moby.upload.v1.Upload/Pull";

function pull(uploads: Uploads, url: string) {
  const call = new MemoryCall(method, { urlpath: new URL(url).pathname, urlhost: "buildkit-session" });
  const handler = uploads.services.get(method);
  if (handler === undefined) throw new Error("not served");
  const done = handler(call);
  done.catch(() => undefined);
  return { call, done };
}

describe("Upload/Pull", () => {
  it("sends the archive once, in messages of at most 3 MiB", async () => {
    const uploads = createUploads();
    const content = Buffer.alloc(7 << 20, "archive ");
    const url = uploads.add(Readable.from([content.subarray(0, 10), content.subarray(10)]));
    expect(url).toMatch(/^http:\/\/buildkit-session\/[0-9a-z]{25}$/);
    const { call, done } = pull(uploads, url);
    await done;
    const parts = call.sent.map((message) => fromBinary(BytesMessageSchema, message).data);
    expect(Math.max(...parts.map(({ length }) => length))).toBe(3 << 20);
    expect(Buffer.concat(parts).equals(content)).toBe(true);
    const id = new URL(url).pathname.slice(1);
    await expect(pull(uploads, url).done).rejects.toThrow(`no http response from session for ${id}`);
  });

  it("reads no further than the daemon takes", async () => {
    const uploads = createUploads();
    let read = 0;
    const archive = Readable.from(
      (function* () {
        for (let index = 0; index < 50; index++) {
          read++;
          yield Buffer.alloc(100_000);
        }
      })(),
      { objectMode: true, highWaterMark: 1 },
    );
    const { call, done } = pull(uploads, uploads.add(archive));
    call.roomy = false;
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(read).toBeLessThan(4);
    call.release();
    await done;
    expect(call.sent).toHaveLength(50);
  });

  it("fails with the archive's own error", async () => {
    const uploads = createUploads();
    const archive = new PassThrough();
    const { done } = pull(uploads, uploads.add(archive));
    archive.destroy(new Error("stdin broke"));
    await expect(done).rejects.toThrow("stdin broke");
  });

  it("stops reading when the daemon resets the call", async () => {
    const uploads = createUploads();
    const archive = new PassThrough();
    const { call, done } = pull(uploads, uploads.add(archive));
    archive.write("x");
    call.reset();
    await expect(done).rejects.toThrow("the daemon reset the call");
    expect(archive.destroyed).toBe(true);
  });
});
