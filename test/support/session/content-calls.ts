import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach } from "vitest";
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
} from "../../../src/buildkit/gen/containerd/content_pb.js";
import { EmptySchema } from "../../../src/buildkit/gen/google/protobuf/empty_pb.js";
import {
  create,
  type DescMessage,
  fromBinary,
  type MessageInitShape,
  toBinary,
} from "../../../src/buildkit/protobuf/index.js";
import { createContentService } from "../../../src/buildkit/session/content/content-service.js";
import { createLayoutStore } from "../../../src/buildkit/session/content/layout-store.js";
import type { GrpcCode, ServiceTable } from "../../../src/buildkit/transport/types.js";
import { sha256Digest } from "../../../src/oci/digest.js";
import { callUnary, MemoryCall } from "../memory-call.js";

/** What a write asks for. */
export const { STAT, WRITE, COMMIT } = WriteAction;

/** Begins the paths of the methods. */
export const prefix = "/containerd.services.content.v1.Content/";

/** Metadata that names the store. */
export const store = { "buildkit-attachable-store-id": "local:cache" };

/** A blob's content, and its digest. */
export const content = Buffer.from("some content");

/** Of the content. */
export const digest = sha256Digest(content);

/** A GrpcError with this code. */
export const code = (grpcCode: GrpcCode, message?: string) =>
  message === undefined ? { code: grpcCode } : { code: grpcCode, message };

/** The content service of a directory, and its calls; new for each test. */
export function contentCalls() {
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
  return {
    get directory() {
      return directory;
    },
    info,
    update,
    remove,
    status,
    statuses,
    abort,
    list,
    run,
    write,
    read,
    blob,
  };
}
