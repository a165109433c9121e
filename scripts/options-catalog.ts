import { bakeReadOptions } from "../src/bake/read/read-options.js";
import { bakeOptions } from "../src/bake/run/describe-bake.js";
import { annotations } from "../src/build/attributes/annotation.js";
import { attestOption, provenanceOption, sbomOption } from "../src/build/attributes/attest.js";
import { cacheFromOption, cacheToOption } from "../src/build/attributes/cache.js";
import { callOption } from "../src/build/attributes/call.js";
import { ulimits } from "../src/build/attributes/ulimit.js";
import { dialBuilderOptions } from "../src/build/dial-builder.js";
import { contextSource } from "../src/build/options/context-source.js";
import { buildOptions } from "../src/build/options/describe-build.js";
import { outputOption } from "../src/build/options/output-option.js";
import { secretOption } from "../src/build/options/secret-option.js";
import { sshOption } from "../src/build/options/ssh-option.js";
import {
  installEmulatorsOptions,
  listEmulatorsOptions,
  removeEmulatorsOptions,
} from "../src/builder/emulators/types.js";
import { allDiskUsageOptions } from "../src/builder/operations/all-disk-usage.js";
import { diskUsageOptions } from "../src/builder/operations/disk-usage.js";
import { inspectBuilderOptions } from "../src/builder/operations/inspect-builder.js";
import { listBuildersOptions } from "../src/builder/operations/list-builders.js";
import { pruneAllBuildersOptions } from "../src/builder/operations/prune-all-builders.js";
import { pruneBuilderOptions } from "../src/builder/operations/prune-builder.js";
import { reconfigureBuilderOptions } from "../src/builder/operations/reconfigure-builder.js";
import { removeBuilderOptions } from "../src/builder/operations/remove-builders.js";
import { upgradeBuilderOptions } from "../src/builder/operations/upgrade-builder.js";
import { useBuilderOptions } from "../src/builder/operations/use-builder.js";
import { builderContext } from "../src/builder/options/context-options.js";
import { createBuilderOptions, ensureBuilderOptions } from "../src/builder/options/create-options.js";
import { listOrphansOptions, removeOrphansOptions } from "../src/builder/orphans/types.js";
import { driverFactoryShape } from "../src/driver/registry.js";
import { connectEngineOptions } from "../src/engine/connect-engine.js";
import { exportBuildsOptions } from "../src/history/bundle/export-builds.js";
import { importBuildsOptions } from "../src/history/desktop/import-builds.js";
import { readAttachmentOptions } from "../src/history/inspect/read-attachment.js";
import { buildLogsOptions } from "../src/history/logs/build-logs.js";
import { listBuildsOptions } from "../src/history/records/list-builds.js";
import {
  copyImageOptions,
  createImageOptions,
  inspectImageOptions,
} from "../src/imagetools/describe-options.js";
import { exportMountOptions, importMountOptions } from "../src/mounts/options/mount-options.js";
import { createDisplayOptions } from "../src/progress/create-display.js";
import type { Description } from "../src/util/options/index.js";
import { exportBuildPageOptions } from "../src/web/export-build-page.js";
import { serveBuildsOptions } from "../src/web/serve-builds.js";

/** What a section of the reference is about. */
export interface OptionsSection {
  /** The functions as they are called, or what the objects are for. */
  readonly heading: string;
  /** The exported type whose comments say what each option is for. */
  readonly type: string;
  readonly description: Description;
}

/** The options that nearly every function has, which its own section does not repeat. */
export const commonSection: OptionsSection = {
  heading: "What every function takes",
  type: "BuilderOptions",
  description: builderContext,
};

/** The functions, in the order of the page. */
export const functionSections: readonly OptionsSection[] = [
  { heading: "`build(options)`, `builder.build(options)`", type: "BuildOptions", description: buildOptions },
  { heading: "`ensureBuilder(options)`", type: "EnsureBuilderOptions", description: ensureBuilderOptions },
  { heading: "`createBuilder(options)`", type: "CreateBuilderOptions", description: createBuilderOptions },
  {
    heading: "`reconfigureBuilder(name, options)`",
    type: "ReconfigureBuilderOptions",
    description: reconfigureBuilderOptions,
  },
  {
    heading: "`upgradeBuilder(name, options)`",
    type: "UpgradeBuilderOptions",
    description: upgradeBuilderOptions,
  },
  {
    heading: "`inspectBuilder(name, options)`, `builder.inspect(options)`, `builder.bootstrap(options)`",
    type: "InspectBuilderOptions",
    description: inspectBuilderOptions,
  },
  { heading: "`listBuilders(options)`", type: "ListBuildersOptions", description: listBuildersOptions },
  { heading: "`listOrphans(options)`", type: "ListOrphansOptions", description: listOrphansOptions },
  { heading: "`removeOrphans(options)`", type: "RemoveOrphansOptions", description: removeOrphansOptions },
  { heading: "`useBuilder(name, options)`", type: "UseBuilderOptions", description: useBuilderOptions },
  {
    heading: "`removeBuilders(names, options)`, `removeInactiveBuilders(options)`, `builder.remove(options)`",
    type: "RemoveBuilderOptions",
    description: removeBuilderOptions,
  },
  {
    heading: "`pruneBuilder(builder, options)`, `builder.prune(options)`",
    type: "PruneBuilderOptions",
    description: pruneBuilderOptions,
  },
  {
    heading: "`pruneAllBuilders(options)`",
    type: "PruneAllBuildersOptions",
    description: pruneAllBuildersOptions,
  },
  {
    heading: "`diskUsage(builder, options)`, `builder.diskUsage(options)`",
    type: "DiskUsageOptions",
    description: diskUsageOptions,
  },
  {
    heading: "`diskUsageOfAll(options)`",
    type: "AllDiskUsageOptions",
    description: allDiskUsageOptions,
  },
  {
    heading: "`listEmulators(builder, options)`",
    type: "ListEmulatorsOptions",
    description: listEmulatorsOptions,
  },
  {
    heading: "`installEmulators(builder, options)`",
    type: "InstallEmulatorsOptions",
    description: installEmulatorsOptions,
  },
  {
    heading: "`removeEmulators(builder, options)`",
    type: "RemoveEmulatorsOptions",
    description: removeEmulatorsOptions,
  },
  {
    heading: "`exportCacheMount(options)`",
    type: "ExportCacheMountOptions",
    description: exportMountOptions,
  },
  {
    heading: "`importCacheMount(options)`",
    type: "ImportCacheMountOptions",
    description: importMountOptions,
  },
  { heading: "`dialBuilder(builder, options)`", type: "DialBuilderOptions", description: dialBuilderOptions },
  { heading: "`createImage(options)`", type: "CreateImageOptions", description: createImageOptions },
  {
    heading: "`copyImage(source, destinations, options)`",
    type: "CopyImageOptions",
    description: copyImageOptions,
  },
  {
    heading: "`inspectImage(name, options)`",
    type: "InspectImageOptions",
    description: inspectImageOptions,
  },
  { heading: "`listBuilds(builder, options)`", type: "ListBuildsOptions", description: listBuildsOptions },
  {
    heading: "`readAttachment(builder, ref, options)`",
    type: "ReadAttachmentOptions",
    description: readAttachmentOptions,
  },
  { heading: "`buildLogs(builder, ref, options)`", type: "BuildLogsOptions", description: buildLogsOptions },
  {
    heading: "`exportBuilds(builder, refs, options)`",
    type: "ExportBuildsOptions",
    description: exportBuildsOptions,
  },
  {
    heading: "`exportBuildPage(builder, ref, options)`",
    type: "ExportBuildPageOptions",
    description: exportBuildPageOptions,
  },
  { heading: "`serveBuilds(options)`", type: "ServeBuildsOptions", description: serveBuildsOptions },
  {
    heading: "`importBuilds(bundles, options)`",
    type: "ImportBuildsOptions",
    description: importBuildsOptions,
  },
  { heading: "`connectEngine(options)`", type: "ConnectEngineOptions", description: connectEngineOptions },
  {
    heading: "`createDisplay(mode, options)`",
    type: "CreateDisplayOptions",
    description: createDisplayOptions,
  },
  { heading: "`bake(options)` of `slipway/bake`", type: "BakeOptions", description: bakeOptions },
  {
    heading: "`readDefinitions(options)` and `listDefinitions(options)` of `slipway/bake`",
    type: "BakeReadOptions",
    description: bakeReadOptions,
  },
  { heading: "`registerDriver(factory)`", type: "DriverFactory", description: driverFactoryShape },
];

/** Objects among the options. */
export const objectSections: readonly OptionsSection[] = [
  { heading: "A context", type: "ContextSource", description: contextSource },
  { heading: "An output", type: "OutputOption", description: outputOption },
  { heading: "A secret", type: "SecretOption", description: secretOption },
  { heading: "An SSH agent", type: "SshOption", description: sshOption },
  { heading: "A cache to read", type: "CacheFromOption", description: cacheFromOption },
  { heading: "A cache to write", type: "CacheToOption", description: cacheToOption },
  { heading: "An attestation", type: "AttestOption", description: attestOption },
  { heading: "`provenance`", type: "ProvenanceOption", description: fieldsIn(provenanceOption) },
  { heading: "`sbom`", type: "SbomOption", description: fieldsIn(sbomOption) },
  { heading: "An annotation", type: "AnnotationOption", description: fieldsIn(annotations) },
  { heading: "A limit of processes", type: "UlimitOption", description: fieldsIn(ulimits) },
  { heading: "A call", type: "CallOption", description: fieldsIn(callOption) },
];

/** The object among what is described. */
function fieldsIn(description: Description): Description {
  const found = description.fields === undefined ? description.parts?.map(fieldsIn) : [description];
  const object = found?.find(({ fields }) => fields !== undefined);
  if (object === undefined) return description;
  return object;
}
