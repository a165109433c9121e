import { SlipwayError } from "../../../../errors/index.js";
import { afterSending } from "../../../../util/after-sending.js";
import { extendedAttributes } from "../../../../util/extended-attributes.js";
import {
  GrpcCode,
  GrpcError,
  type MethodHandler,
  type ServerCall,
  type ServiceTable,
} from "../../../transport/types.js";
import { asGrpcError } from "../../as-grpc-error.js";
import { inSlices } from "../slice.js";
import { DirectoryTree } from "../tree/directory-tree.js";
import type { FileTree } from "../tree/file-tree.js";
import { includesInTurns } from "../walk/follow-paths.js";
import { type MapStat, ownedByRoot } from "../walk/walk.js";
import { WalkFilter } from "../walk/walk-filter.js";
import { readSyncRequest } from "./metadata.js";
import { type SendProgress, sendTree } from "./send-tree.js";
import type { WatchTransfer } from "./transfer-watcher.js";

/** A directory, or files made by code, that BuildKit may read under a name. */
export interface SyncedDirectory {
  /** A directory on disk, or any other tree (see MemoryTree). */
  readonly root: string | FileTree;
  /** Default {@link ownedByRoot}: uid and gid are sent as 0, so that the cache does not depend on who builds. */
  readonly map?: MapStat;
  /** Patterns excluded whatever the daemon asks for. */
  readonly exclude?: readonly string[];
}

/** Options of {@link fileSyncService}. */
export interface FileSyncOptions {
  /** What is served, by the name the build uses (`context`, `dockerfile`, named contexts). */
  readonly dirs: ReadonlyMap<string, SyncedDirectory>;
  /** Told of how much has been sent of which directory. */
  readonly onProgress?: (name: string, progress: SendProgress) => void;
  /** Told of a failure on this side (a file that cannot be read); the daemon's own error text only quotes it. */
  readonly onError?: (name: string, error: SlipwayError) => void;
  /** Sends small files compressed, where the daemon takes them so: for a line that is slower than gzip. Default false. */
  readonly compress?: boolean | undefined;
  /** Keeps notes of what is sent. */
  readonly watch?: WatchTransfer | undefined;
}

/** Full name of the method that sends files. */
export const fileSyncMethod = "/moby.filesync.v1.FileSync/DiffCopy";

/** The FileSync service: gives BuildKit the files it asks for. */
export function fileSyncService(options: FileSyncOptions): ServiceTable {
  // While the daemon has the build to read there is time to load what reads them.
  if (hasDirectoryOnDisk(options)) void afterSending().then(extendedAttributes);
  return new Map<string, MethodHandler>([
    [fileSyncMethod, (call) => serveDirectory(call, options)],
    ["/moby.filesync.v1.FileSync/TarStream", refuseTarStream],
  ]);
}

function hasDirectoryOnDisk({ dirs }: FileSyncOptions): boolean {
  return [...dirs.values()].some(({ root }) => typeof root === "string");
}

async function serveDirectory(call: ServerCall, options: FileSyncOptions): Promise<void> {
  const request = readSyncRequest(call.metadata);
  const name = request.directory;
  const served = options.dirs.get(name);
  if (served === undefined) {
    throw new GrpcError(GrpcCode.NotFound, `no access allowed to dir ${JSON.stringify(name)}`);
  }
  const { onProgress } = options;
  if (options.compress) call.compress?.();
  try {
    const { root } = served;
    const tree = typeof root === "string" ? new DirectoryTree(root, await extendedAttributes()) : root;
    const includes = await inSlices(includesInTurns(tree, request.includes, request.followPaths));
    await sendTree(call, tree, {
      filter: new WalkFilter(includes, [...request.excludes, ...(served.exclude ?? [])]),
      map: served.map ?? ownedByRoot,
      watcher: options.watch?.(request),
      onProgress: onProgress && ((progress) => onProgress(name, progress)),
    });
  } catch (error) {
    if (!(error instanceof SlipwayError)) throw error;
    options.onError?.(name, error);
    throw asGrpcError(error);
  }
}

async function refuseTarStream(): Promise<void> {
  throw new GrpcError(GrpcCode.Unknown, "failed to negotiate protocol");
}
