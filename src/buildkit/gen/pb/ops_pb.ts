// Generated from pb/ops.proto by scripts/generate-protobuf.mjs; do not edit.
import { DescMessage } from "../../protobuf/schema.js";

/** `pb.Definition` */
export interface Definition {
  /** Marshalled Ops in dependency order; the last one only names the result. */
  def: Uint8Array[];
  metadata: { [key: string]: OpMetadata };
  source?: Source;
}
/** Field table of {@link Definition}. */
export const DefinitionSchema: DescMessage<Definition> = /* @__PURE__ */ new DescMessage("pb.Definition", () => [
  [1, "def", "bytes", "repeated"],
  [2, "metadata", OpMetadataSchema, { mapKey: "string" }],
  [3, "source", SourceSchema],
]);

/** `pb.Op` */
export interface Op {
  inputs: Input[];
  op: { case: "exec"; value: ExecOp } | { case: "source"; value: SourceOp } | { case: "file"; value: FileOp } | { case: "build"; value: BuildOp } | { case: "merge"; value: MergeOp } | { case: "diff"; value: DiffOp } | { case: undefined; value?: undefined };
  platform?: Platform;
  constraints?: WorkerConstraints;
}
/** Field table of {@link Op}. */
export const OpSchema: DescMessage<Op> = /* @__PURE__ */ new DescMessage("pb.Op", () => [
  [1, "inputs", InputSchema, "repeated"],
  [2, "exec", ExecOpSchema, { oneof: "op" }],
  [3, "source", SourceOpSchema, { oneof: "op" }],
  [4, "file", FileOpSchema, { oneof: "op" }],
  [5, "build", BuildOpSchema, { oneof: "op" }],
  [6, "merge", MergeOpSchema, { oneof: "op" }],
  [7, "diff", DiffOpSchema, { oneof: "op" }],
  [10, "platform", PlatformSchema],
  [11, "constraints", WorkerConstraintsSchema],
]);

/** `pb.Input` */
export interface Input {
  digest: string;
  index: bigint;
}
/** Field table of {@link Input}. */
export const InputSchema: DescMessage<Input> = /* @__PURE__ */ new DescMessage("pb.Input", () => [
  [1, "digest", "string"],
  [2, "index", "int64"],
]);

/** `pb.Platform` */
export interface Platform {
  architecture: string;
  os: string;
  variant: string;
  osVersion: string;
  osFeatures: string[];
}
/** Field table of {@link Platform}. */
export const PlatformSchema: DescMessage<Platform> = /* @__PURE__ */ new DescMessage("pb.Platform", () => [
  [1, "architecture", "string"],
  [2, "os", "string"],
  [3, "variant", "string"],
  [4, "osVersion", "string"],
  [5, "osFeatures", "string", "repeated"],
]);

/** `pb.WorkerConstraints` */
export interface WorkerConstraints {
  filter: string[];
}
/** Field table of {@link WorkerConstraints}. */
export const WorkerConstraintsSchema: DescMessage<WorkerConstraints> = /* @__PURE__ */ new DescMessage("pb.WorkerConstraints", () => [
  [1, "filter", "string", "repeated"],
]);

/** `pb.OpMetadata` */
export interface OpMetadata {
  ignoreCache: boolean;
  description: { [key: string]: string };
  exportCache?: ExportCache;
  caps: { [key: string]: boolean };
  progressGroup?: ProgressGroup;
}
/** Field table of {@link OpMetadata}. */
export const OpMetadataSchema: DescMessage<OpMetadata> = /* @__PURE__ */ new DescMessage("pb.OpMetadata", () => [
  [1, "ignoreCache", "bool"],
  [2, "description", "string", { mapKey: "string" }],
  [4, "exportCache", ExportCacheSchema],
  [5, "caps", "bool", { mapKey: "string" }],
  [6, "progressGroup", ProgressGroupSchema],
]);

/** `pb.ExportCache` */
export interface ExportCache {
  value: boolean;
}
/** Field table of {@link ExportCache}. */
export const ExportCacheSchema: DescMessage<ExportCache> = /* @__PURE__ */ new DescMessage("pb.ExportCache", () => [
  [1, "value", "bool"],
]);

/** `pb.ProgressGroup` */
export interface ProgressGroup {
  id: string;
  name: string;
  weak: boolean;
}
/** Field table of {@link ProgressGroup}. */
export const ProgressGroupSchema: DescMessage<ProgressGroup> = /* @__PURE__ */ new DescMessage("pb.ProgressGroup", () => [
  [1, "id", "string"],
  [2, "name", "string"],
  [3, "weak", "bool"],
]);

/** `pb.Source` */
export interface Source {
  locations: { [key: string]: Locations };
  infos: SourceInfo[];
}
/** Field table of {@link Source}. */
export const SourceSchema: DescMessage<Source> = /* @__PURE__ */ new DescMessage("pb.Source", () => [
  [1, "locations", LocationsSchema, { mapKey: "string" }],
  [2, "infos", SourceInfoSchema, "repeated"],
]);

/** `pb.Locations` */
export interface Locations {
  locations: Location[];
}
/** Field table of {@link Locations}. */
export const LocationsSchema: DescMessage<Locations> = /* @__PURE__ */ new DescMessage("pb.Locations", () => [
  [1, "locations", LocationSchema, "repeated"],
]);

/** `pb.Location` */
export interface Location {
  sourceIndex: number;
  ranges: Range[];
}
/** Field table of {@link Location}. */
export const LocationSchema: DescMessage<Location> = /* @__PURE__ */ new DescMessage("pb.Location", () => [
  [1, "sourceIndex", "int32"],
  [2, "ranges", RangeSchema, "repeated"],
]);

/** `pb.SourceInfo` */
export interface SourceInfo {
  filename: string;
  data: Uint8Array;
  definition?: Definition;
  language: string;
}
/** Field table of {@link SourceInfo}. */
export const SourceInfoSchema: DescMessage<SourceInfo> = /* @__PURE__ */ new DescMessage("pb.SourceInfo", () => [
  [1, "filename", "string"],
  [2, "data", "bytes"],
  [3, "definition", DefinitionSchema],
  [4, "language", "string"],
]);

/** `pb.Range` */
export interface Range {
  start?: Position;
  end?: Position;
}
/** Field table of {@link Range}. */
export const RangeSchema: DescMessage<Range> = /* @__PURE__ */ new DescMessage("pb.Range", () => [
  [1, "start", PositionSchema],
  [2, "end", PositionSchema],
]);

/** `pb.Position` */
export interface Position {
  line: number;
  character: number;
}
/** Field table of {@link Position}. */
export const PositionSchema: DescMessage<Position> = /* @__PURE__ */ new DescMessage("pb.Position", () => [
  [1, "line", "int32"],
  [2, "character", "int32"],
]);

/** `pb.SourceOp` */
export interface SourceOp {
  identifier: string;
  attrs: { [key: string]: string };
}
/** Field table of {@link SourceOp}. */
export const SourceOpSchema: DescMessage<SourceOp> = /* @__PURE__ */ new DescMessage("pb.SourceOp", () => [
  [1, "identifier", "string"],
  [2, "attrs", "string", { mapKey: "string" }],
]);

/** `pb.ExecOp` */
export interface ExecOp {
  meta?: Meta;
  mounts: Mount[];
  network: NetMode;
  security: SecurityMode;
}
/** Field table of {@link ExecOp}. */
export const ExecOpSchema: DescMessage<ExecOp> = /* @__PURE__ */ new DescMessage("pb.ExecOp", () => [
  [1, "meta", MetaSchema],
  [2, "mounts", MountSchema, "repeated"],
  [3, "network", "int32"],
  [4, "security", "int32"],
]);

/** `pb.Meta` */
export interface Meta {
  args: string[];
  env: string[];
  cwd: string;
  user: string;
  proxyEnv?: ProxyEnv;
  extraHosts: HostIP[];
}
/** Field table of {@link Meta}. */
export const MetaSchema: DescMessage<Meta> = /* @__PURE__ */ new DescMessage("pb.Meta", () => [
  [1, "args", "string", "repeated"],
  [2, "env", "string", "repeated"],
  [3, "cwd", "string"],
  [4, "user", "string"],
  [5, "proxyEnv", ProxyEnvSchema],
  [6, "extraHosts", HostIPSchema, "repeated"],
]);

/** `pb.HostIP` */
export interface HostIP {
  Host: string;
  IP: string;
}
/** Field table of {@link HostIP}. */
export const HostIPSchema: DescMessage<HostIP> = /* @__PURE__ */ new DescMessage("pb.HostIP", () => [
  [1, "Host", "string"],
  [2, "IP", "string"],
]);

/** `pb.ProxyEnv` */
export interface ProxyEnv {
  httpProxy: string;
}
/** Field table of {@link ProxyEnv}. */
export const ProxyEnvSchema: DescMessage<ProxyEnv> = /* @__PURE__ */ new DescMessage("pb.ProxyEnv", () => [
  [1, "httpProxy", "string"],
]);

/** `pb.Mount` */
export interface Mount {
  input: bigint;
  selector: string;
  dest: string;
  output: bigint;
  readonly: boolean;
}
/** Field table of {@link Mount}. */
export const MountSchema: DescMessage<Mount> = /* @__PURE__ */ new DescMessage("pb.Mount", () => [
  [1, "input", "int64"],
  [2, "selector", "string"],
  [3, "dest", "string"],
  [4, "output", "int64"],
  [5, "readonly", "bool"],
]);

/** `pb.FileOp` */
export interface FileOp {
  actions: FileAction[];
}
/** Field table of {@link FileOp}. */
export const FileOpSchema: DescMessage<FileOp> = /* @__PURE__ */ new DescMessage("pb.FileOp", () => [
  [2, "actions", FileActionSchema, "repeated"],
]);

/** `pb.FileAction` */
export interface FileAction {
  input: bigint;
  secondaryInput: bigint;
  output: bigint;
  action: { case: "copy"; value: FileActionCopy } | { case: undefined; value?: undefined };
}
/** Field table of {@link FileAction}. */
export const FileActionSchema: DescMessage<FileAction> = /* @__PURE__ */ new DescMessage("pb.FileAction", () => [
  [1, "input", "int64"],
  [2, "secondaryInput", "int64"],
  [3, "output", "int64"],
  [4, "copy", FileActionCopySchema, { oneof: "action" }],
]);

/** `pb.FileActionCopy` */
export interface FileActionCopy {
  src: string;
  dest: string;
  /** Permission bits; -1 keeps those of the source. */
  mode: number;
  dirCopyContents: boolean;
  /** An archive is unpacked. */
  attemptUnpackDockerCompatibility: boolean;
  createDestPath: boolean;
  allowWildcard: boolean;
  /** Unix nanoseconds; -1 keeps those of the source. */
  timestamp: bigint;
  includePatterns: string[];
  excludePatterns: string[];
}
/** Field table of {@link FileActionCopy}. */
export const FileActionCopySchema: DescMessage<FileActionCopy> = /* @__PURE__ */ new DescMessage("pb.FileActionCopy", () => [
  [1, "src", "string"],
  [2, "dest", "string"],
  [4, "mode", "int32"],
  [6, "dirCopyContents", "bool"],
  [7, "attemptUnpackDockerCompatibility", "bool"],
  [8, "createDestPath", "bool"],
  [9, "allowWildcard", "bool"],
  [11, "timestamp", "int64"],
  [12, "includePatterns", "string", "repeated"],
  [13, "excludePatterns", "string", "repeated"],
]);

/** `pb.BuildOp` */
export interface BuildOp {
  builder: bigint;
  inputs: { [key: string]: BuildInput };
  def?: Definition;
  attrs: { [key: string]: string };
}
/** Field table of {@link BuildOp}. */
export const BuildOpSchema: DescMessage<BuildOp> = /* @__PURE__ */ new DescMessage("pb.BuildOp", () => [
  [1, "builder", "int64"],
  [2, "inputs", BuildInputSchema, { mapKey: "string" }],
  [3, "def", DefinitionSchema],
  [4, "attrs", "string", { mapKey: "string" }],
]);

/** `pb.BuildInput` */
export interface BuildInput {
  input: bigint;
}
/** Field table of {@link BuildInput}. */
export const BuildInputSchema: DescMessage<BuildInput> = /* @__PURE__ */ new DescMessage("pb.BuildInput", () => [
  [1, "input", "int64"],
]);

/** `pb.MergeOp` */
export interface MergeOp {
  inputs: MergeInput[];
}
/** Field table of {@link MergeOp}. */
export const MergeOpSchema: DescMessage<MergeOp> = /* @__PURE__ */ new DescMessage("pb.MergeOp", () => [
  [1, "inputs", MergeInputSchema, "repeated"],
]);

/** `pb.MergeInput` */
export interface MergeInput {
  input: bigint;
}
/** Field table of {@link MergeInput}. */
export const MergeInputSchema: DescMessage<MergeInput> = /* @__PURE__ */ new DescMessage("pb.MergeInput", () => [
  [1, "input", "int64"],
]);

/** `pb.DiffOp` */
export interface DiffOp {
  lower?: LowerDiffInput;
  upper?: UpperDiffInput;
}
/** Field table of {@link DiffOp}. */
export const DiffOpSchema: DescMessage<DiffOp> = /* @__PURE__ */ new DescMessage("pb.DiffOp", () => [
  [1, "lower", LowerDiffInputSchema],
  [2, "upper", UpperDiffInputSchema],
]);

/** `pb.LowerDiffInput` */
export interface LowerDiffInput {
  input: bigint;
}
/** Field table of {@link LowerDiffInput}. */
export const LowerDiffInputSchema: DescMessage<LowerDiffInput> = /* @__PURE__ */ new DescMessage("pb.LowerDiffInput", () => [
  [1, "input", "int64"],
]);

/** `pb.UpperDiffInput` */
export interface UpperDiffInput {
  input: bigint;
}
/** Field table of {@link UpperDiffInput}. */
export const UpperDiffInputSchema: DescMessage<UpperDiffInput> = /* @__PURE__ */ new DescMessage("pb.UpperDiffInput", () => [
  [1, "input", "int64"],
]);

/** `pb.NetMode` */
export enum NetMode {
  UNSET = 0,
  HOST = 1,
  NONE = 2,
}

/** `pb.SecurityMode` */
export enum SecurityMode {
  SANDBOX = 0,
  INSECURE = 1,
}
