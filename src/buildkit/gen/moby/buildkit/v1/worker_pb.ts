// Generated from moby/buildkit/v1/worker.proto by scripts/generate-protobuf.mjs; do not edit.
import { DescMessage } from "../../../../protobuf/schema.js";
import { type Platform, PlatformSchema } from "../../../pb/ops_pb.js";

/** `moby.buildkit.v1.types.WorkerRecord` */
export interface WorkerRecord {
  id: string;
  labels: { [key: string]: string };
  platforms: Platform[];
  gcPolicy: GCPolicy[];
  buildkitVersion?: BuildkitVersion;
  cdiDevices: CDIDevice[];
}
/** Field table of {@link WorkerRecord}. */
export const WorkerRecordSchema: DescMessage<WorkerRecord> = /* @__PURE__ */ new DescMessage("moby.buildkit.v1.types.WorkerRecord", () => [
  [1, "id", "string"],
  [2, "labels", "string", { mapKey: "string" }],
  [3, "platforms", PlatformSchema, "repeated"],
  [4, "gcPolicy", GCPolicySchema, "repeated"],
  [5, "buildkitVersion", BuildkitVersionSchema],
  [6, "cdiDevices", CDIDeviceSchema, "repeated"],
]);

/** `moby.buildkit.v1.types.GCPolicy` */
export interface GCPolicy {
  all: boolean;
  /** Nanoseconds. */
  keepDuration: bigint;
  reservedSpace: bigint;
  filters: string[];
  maxUsedSpace: bigint;
  minFreeSpace: bigint;
}
/** Field table of {@link GCPolicy}. */
export const GCPolicySchema: DescMessage<GCPolicy> = /* @__PURE__ */ new DescMessage("moby.buildkit.v1.types.GCPolicy", () => [
  [1, "all", "bool"],
  [2, "keepDuration", "int64"],
  [3, "reservedSpace", "int64"],
  [4, "filters", "string", "repeated"],
  [5, "maxUsedSpace", "int64"],
  [6, "minFreeSpace", "int64"],
]);

/** `moby.buildkit.v1.types.BuildkitVersion` */
export interface BuildkitVersion {
  package: string;
  version: string;
  revision: string;
  dockerfileVersion: string;
}
/** Field table of {@link BuildkitVersion}. */
export const BuildkitVersionSchema: DescMessage<BuildkitVersion> = /* @__PURE__ */ new DescMessage("moby.buildkit.v1.types.BuildkitVersion", () => [
  [1, "package", "string"],
  [2, "version", "string"],
  [3, "revision", "string"],
  [4, "dockerfileVersion", "string"],
]);

/** `moby.buildkit.v1.types.CDIDevice` */
export interface CDIDevice {
  name: string;
  autoAllow: boolean;
  annotations: { [key: string]: string };
  onDemand: boolean;
}
/** Field table of {@link CDIDevice}. */
export const CDIDeviceSchema: DescMessage<CDIDevice> = /* @__PURE__ */ new DescMessage("moby.buildkit.v1.types.CDIDevice", () => [
  [1, "name", "string"],
  [2, "autoAllow", "bool"],
  [3, "annotations", "string", { mapKey: "string" }],
  [4, "onDemand", "bool"],
]);
