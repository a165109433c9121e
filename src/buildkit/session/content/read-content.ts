import {
  type ReadContentRequest,
  ReadContentRequestSchema,
  ReadContentResponseSchema,
} from "../../gen/containerd/content_pb.js";
import { fromBinary, lengthDelimitedPrefix, toBinary } from "../../protobuf/index.js";
import { GrpcCode, GrpcError, type ServerCall } from "../../transport/types.js";
import type { ContentReader, ContentStore } from "./content-store.js";
import { checkDigest } from "./request-checks.js";

/** The most content in one message, bytes, as containerd sends it. */
const chunkSize = 1 << 20;

/** Serves Content.Read: the blob goes straight from its file into the send buffer, as fast as the daemon takes it. */
export async function readContent(store: ContentStore, call: ServerCall): Promise<void> {
  const requests: ReadContentRequest[] = [];
  await call.receive((message) => {
    requests.push(fromBinary(ReadContentRequestSchema, message));
  });
  const [request] = requests;
  if (request === undefined) throw new GrpcError(GrpcCode.Internal, "Content.Read without a request");
  const reader = await store.open(checkDigest(request.digest));
  try {
    await sendRange(call, reader, request);
  } finally {
    await reader.close();
  }
}

async function sendRange(
  call: ServerCall,
  reader: ContentReader,
  request: ReadContentRequest,
): Promise<void> {
  const start = request.offset < 0n ? 0 : Number(request.offset);
  if (start > reader.size) {
    throw new GrpcError(GrpcCode.OutOfRange, `read past object length ${reader.size} bytes`);
  }
  const end = request.size <= 0n ? reader.size : Math.min(reader.size, start + Number(request.size));
  const step = Math.min(chunkSize, call.maxFill);
  for (let position = start; position < end; position += step) {
    const length = Math.min(step, end - position);
    const prefix = messagePrefix(position, length);
    await call.sendFilled(prefix, length, (views) => reader.read(views, position));
    call.signal.throwIfAborted();
  }
}

/** A ReadContentResponse up to the bytes of its field `data`, its last one. */
function messagePrefix(offset: number, length: number): Uint8Array {
  const position = toBinary(ReadContentResponseSchema, { offset: BigInt(offset) });
  return Buffer.concat([position, lengthDelimitedPrefix(2, length)]);
}
