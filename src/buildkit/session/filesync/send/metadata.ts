import { GrpcCode, GrpcError, type Metadata } from "../../../transport/types.js";

/** What the daemon asks for with one FileSync.DiffCopy call. */
export interface SyncRequest {
  /** Name of the directory, e.g. `context`. */
  readonly directory: string;
  readonly includes: readonly string[];
  readonly excludes: readonly string[];
  readonly followPaths: readonly string[];
}

/** Reads the metadata of a FileSync.DiffCopy call. Throws GrpcError when a value is not encoded as it claims to be. */
export function readSyncRequest(metadata: Metadata): SyncRequest {
  return {
    directory: values(metadata, "dir-name")[0] ?? "",
    includes: values(metadata, "include-patterns"),
    excludes: values(metadata, "exclude-patterns"),
    followPaths: values(metadata, "followpaths"),
  };
}

/** Values are query-escaped, all of a key together, when one of them is not ASCII. */
function values(metadata: Metadata, key: string): readonly string[] {
  const raw = metadata.get(key) ?? [];
  if (metadata.get(`${key}-encoded`)?.[0] !== "1") return raw;
  try {
    return raw.map((value) => decodeURIComponent(value.replaceAll("+", " ")));
  } catch (cause) {
    throw new GrpcError(GrpcCode.InvalidArgument, `invalid encoding of ${key}`, undefined, { cause });
  }
}
