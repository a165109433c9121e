import type { Readable } from "node:stream";
import { BytesMessageSchema } from "../../gen/moby/filesync/v1/filesync_pb.js";
import { create, toBinary } from "../../protobuf/index.js";
import { GrpcCode, GrpcError, type ServerCall, type ServiceTable } from "../../transport/types.js";
import { createBuildKitId } from "../buildkit-id.js";
import { metadataValue } from "../unary-method.js";

/** The largest message sent, bytes; BuildKit's own clients use the same. */
const messageSize = 3 << 20;

/** Streams that a build may use as its remote context, through the session. */
export interface Uploads {
  /** Offers an archive. Returns the URL to give as frontend attribute `context`; it can be fetched once. */
  add(archive: Readable): string;
  readonly services: ServiceTable;
}

/** The Upload service, by which a context on standard input travels. */
export function createUploads(): Uploads {
  const archives = new Map<string, Readable>();
  const pull = async (call: ServerCall): Promise<void> => {
    const id = (metadataValue(call, "urlpath") ?? "").split("/").findLast((part) => part !== "") ?? "";
    const archive = archives.get(id);
    if (archive === undefined) {
      throw new GrpcError(GrpcCode.Unknown, `no http response from session for ${id}`);
    }
    archives.delete(id);
    await sendArchive(call, archive);
  };
  return {
    services: new Map([["/moby.upload.v1.Upload/Pull", pull]]),
    add: (archive) => {
      const id = createBuildKitId();
      archives.set(id, archive);
      return `http://buildkit-session/${id}`;
    },
  };
}

async function sendArchive(call: ServerCall, archive: Readable): Promise<void> {
  const stop = () => archive.destroy(call.signal.reason instanceof Error ? call.signal.reason : undefined);
  if (call.signal.aborted) stop();
  call.signal.addEventListener("abort", stop, { once: true });
  try {
    for await (const chunk of archive) {
      const bytes: Uint8Array = typeof chunk === "string" ? Buffer.from(chunk) : chunk;
      for (let start = 0; start < bytes.byteLength; start += messageSize) {
        const data = bytes.subarray(start, start + messageSize);
        if (!call.send(toBinary(BytesMessageSchema, create(BytesMessageSchema, { data }))))
          await call.drain();
      }
    }
    call.signal.throwIfAborted();
  } finally {
    call.signal.removeEventListener("abort", stop);
  }
}
