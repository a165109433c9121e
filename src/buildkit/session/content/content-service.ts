import {
  AbortRequestSchema,
  DeleteContentRequestSchema,
  InfoRequestSchema,
  InfoResponseSchema,
  ListContentRequestSchema,
  ListContentResponseSchema,
  ListStatusesRequestSchema,
  ListStatusesResponseSchema,
  StatusRequestSchema,
  StatusResponseSchema,
  UpdateRequestSchema,
  UpdateResponseSchema,
} from "../../gen/containerd/content_pb.js";
import { EmptySchema } from "../../gen/google/protobuf/empty_pb.js";
import { create, fromBinary, timestampFromDate, toBinary } from "../../protobuf/index.js";
import {
  GrpcCode,
  GrpcError,
  type MethodHandler,
  type ServerCall,
  type ServiceTable,
} from "../../transport/types.js";
import { asGrpcError } from "../as-grpc-error.js";
import { metadataValue, unaryMethod } from "../unary-method.js";
import { parseFilters } from "./content-filter.js";
import type { ContentInfo, ContentIngest, ContentStore, IngestStatus } from "./content-store.js";
import { readContent } from "./read-content.js";
import { checkDigest } from "./request-checks.js";
import { writeContent } from "./write-content.js";

const storeKey = "buildkit-attachable-store-id";
/** Entries in one message of a listing. */
const listBatch = 100;

/**
 * containerd's Content service over the given stores, by the id with which the daemon names them: `local:<directory>`
 * for local caches, `oci:<id>` for image layouts used as contexts, `export` for images written as layouts.
 */
export function createContentService(stores: ReadonlyMap<string, ContentStore>): ServiceTable {
  const storeOf = (call: ServerCall) => chooseStore(stores, call);
  const ingestOf = (call: ServerCall) => ingestOrRefuse(storeOf(call));
  const methods: Readonly<Record<string, MethodHandler>> = {
    Info: unaryMethod(InfoRequestSchema, InfoResponseSchema, async ({ digest }, call) => ({
      info: toInfo(await storeOf(call).info(checkDigest(digest))),
    })),
    Update: unaryMethod(UpdateRequestSchema, UpdateResponseSchema, ({ info }, call) => {
      storeOf(call);
      checkDigest(info?.digest ?? "");
      throw failedPrecondition("update not supported on immutable content store");
    }),
    List: (call) => listContent(storeOf(call), call),
    Delete: unaryMethod(DeleteContentRequestSchema, EmptySchema, async ({ digest }, call) => {
      await ingestOf(call).delete(checkDigest(digest));
      return {};
    }),
    Read: (call) => readContent(storeOf(call), call),
    Write: (call) => writeContent(ingestOf(call), storeOf(call), call),
    Status: unaryMethod(StatusRequestSchema, StatusResponseSchema, async ({ ref }, call) => ({
      status: toStatus(await ingestOf(call).status(ref)),
    })),
    ListStatuses: unaryMethod(
      ListStatusesRequestSchema,
      ListStatusesResponseSchema,
      async ({ filters }, call) => {
        const matches = await parseFilters(filters);
        const statuses = (await storeOf(call).ingest?.statuses()) ?? [];
        return { statuses: statuses.filter(({ ref }) => matches({ ref })).map(toStatus) };
      },
    ),
    Abort: unaryMethod(AbortRequestSchema, EmptySchema, async ({ ref }, call) => {
      await ingestOf(call).abort(ref);
      return {};
    }),
  };
  return new Map(
    Object.entries(methods).map(([name, handle]) => [
      `/containerd.services.content.v1.Content/${name}`,
      withGrpcErrors(handle),
    ]),
  );
}

function withGrpcErrors(handle: MethodHandler): MethodHandler {
  return async (call) => {
    try {
      await handle(call);
    } catch (error) {
      throw asGrpcError(error);
    }
  };
}

function chooseStore(stores: ReadonlyMap<string, ContentStore>, call: ServerCall): ContentStore {
  const id = metadataValue(call, storeKey);
  if (id === undefined) {
    throw new GrpcError(
      GrpcCode.InvalidArgument,
      `request lacks metadata ${JSON.stringify(storeKey)}: invalid argument`,
    );
  }
  const store = stores.get(id);
  if (store === undefined) throw new GrpcError(GrpcCode.NotFound, `unknown store ${id}: not found`);
  return store;
}

function ingestOrRefuse({ ingest }: ContentStore): ContentIngest {
  if (ingest === undefined) throw failedPrecondition("the content store is read-only");
  return ingest;
}

async function listContent(store: ContentStore, call: ServerCall): Promise<void> {
  let filters: readonly string[] = [];
  await call.receive((message) => {
    filters = fromBinary(ListContentRequestSchema, message).filters;
  });
  const matches = await parseFilters(filters);
  let batch: ReturnType<typeof toInfo>[] = [];
  const flush = async () => {
    const message = toBinary(ListContentResponseSchema, create(ListContentResponseSchema, { info: batch }));
    batch = [];
    if (!call.send(message)) await call.drain();
  };
  for await (const info of store.list()) {
    if (!matches({ digest: info.digest, size: String(info.size) })) continue;
    batch.push(toInfo(info));
    if (batch.length >= listBatch) await flush();
  }
  if (batch.length > 0) await flush();
}

function toInfo({ digest, size, createdAt, updatedAt }: ContentInfo) {
  return {
    digest,
    size: BigInt(size),
    createdAt: timestampFromDate(createdAt),
    updatedAt: timestampFromDate(updatedAt),
  };
}

function toStatus({ ref, offset, total, startedAt, updatedAt }: IngestStatus) {
  return {
    ref,
    offset: BigInt(offset),
    total: BigInt(total),
    startedAt: timestampFromDate(startedAt),
    updatedAt: timestampFromDate(updatedAt),
  };
}

function failedPrecondition(message: string): GrpcError {
  return new GrpcError(GrpcCode.FailedPrecondition, `${message}: failed precondition`);
}
