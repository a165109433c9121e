import {
  WriteAction,
  type WriteContentRequest,
  WriteContentRequestSchema,
  WriteContentResponseSchema,
} from "../../gen/containerd/content_pb.js";
import { create, fromBinary, timestampFromDate, toBinary } from "../../protobuf/index.js";
import { GrpcCode, GrpcError, type ServerCall } from "../../transport/types.js";
import type { ContentIngest, ContentStore, ContentWriter } from "./content-store.js";
import { checkCount, checkDigest } from "./request-checks.js";

/** Serves Content.Write by the rules of containerd's own server. */
export async function writeContent(
  ingest: ContentIngest,
  store: ContentStore,
  call: ServerCall,
): Promise<void> {
  let session: WriteSession | undefined;
  try {
    await call.receive(async (message) => {
      const request = fromBinary(WriteContentRequestSchema, message);
      session ??= await openSession(ingest, store, request);
      const answer = await session.handle(request);
      if (!call.send(toBinary(WriteContentResponseSchema, create(WriteContentResponseSchema, answer)))) {
        await call.drain();
      }
    });
  } finally {
    await session?.close();
  }
}

async function openSession(
  ingest: ContentIngest,
  store: ContentStore,
  { ref, total, expected }: WriteContentRequest,
): Promise<WriteSession> {
  if (ref === "") {
    throw new GrpcError(GrpcCode.InvalidArgument, "first message must have a reference");
  }
  const digest = expected === "" ? "" : checkDigest(expected);
  return new WriteSession(await ingest.writer(ref, checkCount("total", total), digest), ingest, store);
}

/** One run of writes to a ref. Later messages may correct what the first one announced. */
class WriteSession {
  readonly #writer: ContentWriter;
  readonly #ingest: ContentIngest;
  readonly #store: ContentStore;
  #total = 0;
  #expected = "";
  #committed = false;

  constructor(writer: ContentWriter, ingest: ContentIngest, store: ContentStore) {
    this.#writer = writer;
    this.#ingest = ingest;
    this.#store = store;
  }

  async handle(request: WriteContentRequest) {
    if (this.#committed) throw new GrpcError(GrpcCode.FailedPrecondition, "the write is committed");
    if (request.expected !== "") await this.#expect(checkDigest(request.expected));
    if (request.total > 0n) this.#total = checkCount("total", request.total);
    if (request.action !== WriteAction.STAT) await this.#write(request);
    const { offset, startedAt, updatedAt } = this.#writer.status;
    const answer = { action: request.action, offset: BigInt(offset), digest: this.#writer.digest() };
    if (request.action === WriteAction.COMMIT) {
      await this.#writer.commit(this.#total, this.#expected);
      this.#committed = true;
      return { ...answer, digest: this.#expected || answer.digest };
    }
    return {
      ...answer,
      total: BigInt(this.#total),
      startedAt: timestampFromDate(startedAt),
      updatedAt: timestampFromDate(updatedAt),
    };
  }

  close(): Promise<void> {
    return this.#writer.close();
  }

  /** Content that has arrived meanwhile by another way need not be written again. */
  async #expect(digest: string): Promise<void> {
    this.#expected = digest;
    const exists = await this.#store.info(digest).then(
      () => true,
      () => false,
    );
    if (!exists) return;
    await this.#writer.close();
    await this.#ingest.abort(this.#writer.status.ref);
    throw new GrpcError(GrpcCode.AlreadyExists, `blob with expected digest ${digest} exists`);
  }

  async #write({ offset, data }: WriteContentRequest): Promise<void> {
    const at = this.#writer.status.offset;
    if (offset > 0n && offset !== BigInt(at)) {
      throw new GrpcError(GrpcCode.OutOfRange, `write @${offset} must occur at current offset ${at}`);
    }
    if (offset <= 0n && at > 0) await this.#writer.truncate();
    if (data.byteLength > 0) await this.#writer.write(data);
  }
}
