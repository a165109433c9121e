import { SlipwayError } from "../../../errors/index.js";
import { BytesMessageSchema } from "../../gen/moby/filesync/v1/filesync_pb.js";
import { fromBinary } from "../../protobuf/index.js";
import { GrpcCode, GrpcError, type ServerCall, type ServiceTable } from "../../transport/types.js";
import { asGrpcError } from "../as-grpc-error.js";
import { lastFieldAt } from "../last-field.js";
import { metadataValue } from "../unary-method.js";
import { ConsumerSink } from "./consumer-sink.js";
import { FileSink } from "./file-sink.js";
import type { ExportMetadata, ExportSink, ReceiveDirectory, SessionExport } from "./session-export.js";
import { WritableSink } from "./writable-sink.js";

const exporterIdKey = "buildkit-attachable-exporter-id";
const metadataPrefix = "exporter-md-";
const multiPlatformKey = "buildkit-exporter-multi-platform";

/** Tag of BytesMessage.data: field 1, length-delimited. */
const dataTag = 0x0a;

/** The FileSend service with what it learns while a build runs. */
export interface FileSend {
  readonly services: ServiceTable;
  /** What the daemon said about each export, by exporter index. */
  readonly metadata: ReadonlyMap<number, ExportMetadata>;
  /** Why an export failed on our side, by exporter index: the daemon reports such a failure as text alone. */
  readonly failures: ReadonlyMap<number, SlipwayError>;
  /** Bytes of archives that have come; of directories the daemon tells itself. */
  received(): number;
  /** Gives the complete files their names. Throws `io-error` for one that cannot have it. */
  keep(): Promise<void>;
  /** Resolves when no export is being taken any more and what was not kept is undone. Does not reject. */
  settled(): Promise<void>;
}

/**
 * The FileSend service: takes results from the daemon and puts each where its exporter wants it.
 *
 * @param targets by the exporter's index in the solve request
 */
export function createFileSend(
  targets: ReadonlyMap<number, SessionExport>,
  receiveDirectory: ReceiveDirectory,
): FileSend {
  const metadata = new Map<number, ExportMetadata>();
  const failures = new Map<number, SlipwayError>();

  let received = 0;
  const running = new Set<Promise<void>>();
  const complete = new Set<ExportSink>();

  const take = async (call: ServerCall): Promise<void> => {
    const index = exporterIndex(call);
    const target = targets.get(index);
    if (target === undefined) throw new GrpcError(GrpcCode.Unknown, `exporter ${index} not found`);
    try {
      if (target.type === "directory") {
        refuseOldDaemon(call, target.mode === "delete");
        await receiveDirectory(call, target.path, { mode: target.mode });
        return;
      }
      const said = exportMetadata(call);
      metadata.set(index, said);
      const sink = await openSink(target, said);
      await receiveArchive(call, sink, (bytes) => {
        received += bytes;
      });
      complete.add(sink);
    } catch (error) {
      if (!call.signal.aborted && !isAlreadyExists(error)) {
        failures.set(index, SlipwayError.from(error, "io-error"));
      }
      throw asGrpcError(error);
    }
  };
  const diffCopy = async (call: ServerCall): Promise<void> => {
    const taking = take(call);
    const ended = taking.then(
      () => undefined,
      () => undefined,
    );
    running.add(ended);
    try {
      await taking;
    } finally {
      running.delete(ended);
    }
  };
  return {
    services: new Map([["/moby.filesync.v1.FileSend/DiffCopy", diffCopy]]),
    metadata,
    failures,
    received: () => received,
    keep: async () => {
      for (const sink of complete) {
        await sink.keep?.();
        complete.delete(sink);
      }
    },
    settled: async () => {
      await Promise.all(running);
      for (const sink of complete) if (sink.keep !== undefined) await sink.abort(undefined);
    },
  };
}

/** Daemons that know one exporter only send no index. */
function exporterIndex(call: ServerCall): number {
  const text = metadataValue(call, exporterIdKey);
  return text !== undefined && /^-?\d+$/.test(text) ? Number(text) : 0;
}

/** Without all platforms in one transfer, each platform's transfer would delete what the one before has brought. */
function refuseOldDaemon(call: ServerCall, deletes: boolean): void {
  if (!deletes || call.metadata.get(multiPlatformKey)?.includes("1")) return;
  throw new SlipwayError(
    "unsupported",
    "local exporter mode=delete requires a BuildKit daemon with multi-platform local export support",
  );
}

function exportMetadata(call: ServerCall): ExportMetadata {
  const entries = [...call.metadata]
    .filter(([key]) => key.startsWith(metadataPrefix))
    .map(([key, values]) => [key.slice(metadataPrefix.length), values.join(",")] as const);
  return Object.fromEntries(entries);
}

async function openSink(
  target: Exclude<SessionExport, { type: "directory" }>,
  metadata: ExportMetadata,
): Promise<ExportSink> {
  switch (target.type) {
    case "file":
      return new FileSink(target.path);
    case "writable":
      return new WritableSink(target.stream);
    case "consumer":
      if (await target.isPresent?.(metadata)) {
        throw new GrpcError(GrpcCode.AlreadyExists, "target already exists");
      }
      return new ConsumerSink(target.consume, metadata);
  }
}

async function receiveArchive(
  call: ServerCall,
  sink: ExportSink,
  onBytes: (bytes: number) => void,
): Promise<void> {
  const take = (data: Uint8Array) => {
    onBytes(data.byteLength);
    return sink.write(data);
  };
  // A long message goes into the sink as it comes: put together first, every byte would be copied once more.
  const split = (start: Uint8Array, length: number) => {
    const prefix = lastFieldAt(start, 0, length, dataTag);
    return prefix === undefined ? undefined : { prefix, take };
  };
  try {
    await call.receive((message) => take(fromBinary(BytesMessageSchema, message).data), split);
    await sink.finish();
  } catch (error) {
    await sink.abort(error);
    throw error;
  }
}

function isAlreadyExists(error: unknown): boolean {
  return error instanceof GrpcError && error.code === GrpcCode.AlreadyExists;
}
