import { createHash, randomBytes } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { callUnary, MemoryCall } from "../../../../test/support/memory-call.js";
import { sha256Digest } from "../../../oci/digest.js";
import {
  AbortRequestSchema,
  DeleteContentRequestSchema,
  InfoRequestSchema,
  InfoResponseSchema,
  ListContentRequestSchema,
  ListContentResponseSchema,
  ListStatusesRequestSchema,
  ListStatusesResponseSchema,
  ReadContentRequestSchema,
  ReadContentResponseSchema,
  StatusRequestSchema,
  StatusResponseSchema,
  UpdateRequestSchema,
  UpdateResponseSchema,
  WriteAction,
  WriteContentRequestSchema,
  WriteContentResponseSchema,
} from "../../gen/containerd/content_pb.js";
import { EmptySchema } from "../../gen/google/protobuf/empty_pb.js";
import {
  create,
  type DescMessage,
  fromBinary,
  type MessageInitShape,
  toBinary,
} from "../../protobuf/index.js";
import { GrpcCode, type ServiceTable } from "../../transport/types.js";
import { createContentService } from "./content-service.js";
import { createLayoutStore } from "./layout-store.js";

const { STAT, WRITE, COMMIT } = WriteAction;
const prefix = "/containerd.services.content.v1.Content/";
const store = { "buildkit-attachable-store-id": "local:cache" };
let directory: string;
let service: ServiceTable;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "content-"));
  service = createContentService(
    new Map([
      ["local:cache", createLayoutStore(directory, "read-write")],
      ["oci:context", createLayoutStore(directory, "read-only")],
    ]),
  );
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const unary =
  <In extends DescMessage, Out extends DescMessage>(name: string, input: In, output: Out) =>
  async (request: MessageInitShape<In>, metadata: Record<string, string> = store) =>
    fromBinary(
      output,
      await callUnary(service.get(prefix + name), toBinary(input, create(input, request)), metadata),
    );
const info = unary("Info", InfoRequestSchema, InfoResponseSchema);
const update = unary("Update", UpdateRequestSchema, UpdateResponseSchema);
const remove = unary("Delete", DeleteContentRequestSchema, EmptySchema);
const status = unary("Status", StatusRequestSchema, StatusResponseSchema);
const statuses = unary("ListStatuses", ListStatusesRequestSchema, ListStatusesResponseSchema);
const abort = unary("Abort", AbortRequestSchema, EmptySchema);
const list = unary("List", ListContentRequestSchema, ListContentResponseSchema);

function run(name: string, messages: readonly Uint8Array[], metadata: Record<string, string> = store) {
  const call = new MemoryCall(prefix + name, metadata);
  const handler = service.get(call.method);
  if (handler === undefined) throw new Error("not served");
  for (const message of messages) call.push(message);
  const done = handler(call);
  done.catch(() => undefined);
  return { call, done };
}

async function write(...requests: MessageInitShape<typeof WriteContentRequestSchema>[]) {
  const messages = requests.map((request) =>
    toBinary(WriteContentRequestSchema, create(WriteContentRequestSchema, request)),
  );
  const { call, done } = run("Write", messages);
  call.end();
  await done;
  return call.sent.map((message) => fromBinary(WriteContentResponseSchema, message));
}

async function read(request: MessageInitShape<typeof ReadContentRequestSchema>, metadata = store) {
  const message = toBinary(ReadContentRequestSchema, create(ReadContentRequestSchema, request));
  const { call, done } = run("Read", [message], metadata);
  call.end();
  await done;
  return call.sent.map((sent) => fromBinary(ReadContentResponseSchema, sent));
}

/** Puts a blob there without the service. */
async function blob(content: Uint8Array): Promise<string> {
  const digest = sha256Digest(content);
  await mkdir(join(directory, "blobs", "sha256"), { recursive: true });
  await writeFile(join(directory, "blobs", "sha256", digest.slice(7)), content);
  return digest;
}

const content = Buffer.from("some content");
const digest = sha256Digest(content);
const code = (grpcCode: GrpcCode, message?: string) =>
  message === undefined ? { code: grpcCode } : { code: grpcCode, message };

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
    const path = join(directory, "blobs", "sha256", digest.slice(7));
    expect(await readFile(path)).toEqual(content);
    expect((await stat(path)).mode & 0o333).toBe(0);
    expect(await readdir(join(directory, "ingest"))).toEqual([]);
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
    expect(await readFile(join(directory, "blobs", "sha512", expected.slice(7)))).toEqual(content);
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
    expect(await readdir(join(directory, "ingest"))).toEqual([]);
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
    expect(await readdir(join(directory, "ingest"))).toEqual([]);
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
    expect(await readdir(join(directory, "ingest"))).toHaveLength(1);
  });
});

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
    expect(await readdir(directory)).toEqual(["blobs"]);
  });
});

describe("Content listings and deletions", () => {
  it("list blobs and writes, filtered", async () => {
    const other = await blob(Buffer.from("other"));
    await blob(content);
    await writeFile(join(directory, "blobs", "sha256", "not-a-blob"), "");
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
