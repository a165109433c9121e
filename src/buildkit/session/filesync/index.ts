export type { ExtendedAttributes } from "../../../util/extended-attributes.js";
export { compileGlob, type Glob, PatternMatcher, parseDockerignore } from "./patterns/index.js";
export type { Pattern } from "./patterns/pattern.js";
export type { MatchResult, MatchState } from "./patterns/pattern-matcher.js";
export { type ReceiveDirectoryOptions, receiveDirectory } from "./receive/receive-directory.js";
export {
  type FileSyncOptions,
  fileSyncMethod,
  fileSyncService,
  type SyncedDirectory,
} from "./send/file-sync-service.js";
export type { SyncRequest } from "./send/metadata.js";
export { type SendProgress, type SendTreeOptions, sendTree } from "./send/send-tree.js";
export type { TransferWatcher, WatchTransfer } from "./send/transfer-watcher.js";
export { DirectoryTree } from "./tree/directory-tree.js";
export type { FileStat } from "./tree/file-stat.js";
export type { FileContent, FileTree, Inode, TreeEntry } from "./tree/file-tree.js";
export { type MemoryEntry, type MemoryFile, type MemorySymlink, MemoryTree } from "./tree/memory-tree.js";
export { type ExcludingLine, explainExclusion } from "./walk/explain-exclusion.js";
export { followPaths } from "./walk/follow-paths.js";
export { nearestNames } from "./walk/nearest-names.js";
export { type MapDecision, type MapStat, ownedByRoot, walk } from "./walk/walk.js";
export { type DirectoryState, type FilterDecision, WalkFilter } from "./walk/walk-filter.js";
export { type Packet, readEntries, readPacket } from "./wire/packet-reader.js";
