const context = ["env", "docker", "signal", "progress", "onWarning"] as const;
const operation = ["signal", "progress"] as const;
const create = [
  ...context,
  ...["name", "driver", "endpoint", "driverOptions", "buildkitdFlags", "buildkitdConfig", "platforms"],
  ...["bootstrap", "use", "timeout"],
];
const prune = [
  "all",
  "filters",
  "reservedSpace",
  "maxUsedSpace",
  "minFreeSpace",
  "confirm",
  "onRecord",
  "timeout",
];
const building = [
  ...["signal", "progress", "onWarning", "context", "dockerfile", "stdin", "stdout", "cwd", "file", "tags"],
  ...["buildArgs", "labels", "target", "platforms", "noCache", "noCacheFilter", "pull", "secrets", "ssh"],
  ...["credentials", "load", "push", "outputs", "cacheFrom", "cacheTo", "attests", "provenance", "sbom"],
  ...["annotations", "allow", "addHosts", "shmSize", "ulimits", "network", "cgroupParent", "resources"],
  ...["buildContexts", "call", "quiet", "metadataFile", "iidFile", "onBuilder", "onRef", "onEvent"],
];

const tool = [...context, "builder", "credentials", "cwd"];
const mount = [...context, "mount", "builder", "image", "platform", "cwd"];
const copying = [...tool, "platforms", "dryRun", "metadataFile"];

/** The options of each function, as its TypeScript type has them. */
export const optionNames: Readonly<Record<string, readonly string[]>> = {
  build: [...building, "env", "docker", "builder"],
  "builder.build": building,
  "builder.inspect": operation,
  "builder.bootstrap": operation,
  "builder.diskUsage": [...operation, "filters", "timeout"],
  "builder.prune": [...operation, ...prune],
  "builder.stop": operation,
  "builder.remove": [...operation, "keepState", "keepDaemon", "force", "timeout"],
  Builder: context,
  createBuilder: [...create, "node", "append", "leave"],
  ensureBuilder: [...create, "reconfigure"],
  inspectBuilder: [...context, "bootstrap", "timeout"],
  listBuilders: [...context, "timeout"],
  listBuilderNames: context,
  useBuilder: [...context, "global", "default"],
  stopBuilder: context,
  removeBuilders: [...context, "keepState", "keepDaemon", "force", "timeout"],
  removeInactiveBuilders: [...context, "keepState", "keepDaemon", "force", "timeout"],
  pruneBuilder: [...context, ...prune],
  pruneAllBuilders: [...context, "maxUsedSpace", "confirm", "timeout"],
  diskUsage: [...context, "filters", "timeout"],
  diskUsageOfAll: [...context, "filters", "timeout"],
  listEmulators: [...context, "image"],
  installEmulators: [...context, "image", "platforms"],
  removeEmulators: [...context, "image", "platforms", "force"],
  dialBuilder: [...context, "platform", "onBuilder"],
  connectEngine: ["env", "docker", "onWarning", "endpoint", "timeout", "signal"],
  createDisplay: ["stream", "env", "header", "phase", "onWarning", "clock"],
  createImage: [...copying, "sources", "files", "append", "preferIndex", "tags", "annotations"],
  copyImage: copying,
  inspectImage: [...tool, "images"],
  listBuilds: [...context, "filters", "localTo"],
  findBuild: context,
  inspectBuild: context,
  readAttachment: [...context, "digest", "type", "platform", "take"],
  buildLogs: [...context, "logs"],
  buildTrace: context,
  removeBuilds: context,
  exportBuilds: [...context, "finalize", "output"],
  exportBuildPage: [...context, "output"],
  serveBuilds: [...context, "addr"],
  importBuilds: ["env", "signal"],
  exportCacheMount: [...mount, "output", "allowEmpty"],
  importCacheMount: [...mount, "input"],
};

const isText = (value: unknown) => typeof value === "string";
const isTexts = (value: unknown) => Array.isArray(value) && value.every(isText);
const isFlag = (value: unknown) => typeof value === "boolean";
const isCount = (value: unknown) => Number.isSafeInteger(value) && Number(value) >= 0;
const isTime = (value: unknown) => Number.isFinite(value);
const isPlain = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isValues = (value: unknown) =>
  isPlain(value) &&
  Object.values(value).every((item) => isText(item) || isFlag(item) || Number.isFinite(item));
const isEmpty = (value: unknown) =>
  isPlain(value) && Object.values(value).every((item) => item === undefined);

/** What is good where, written down once more so that the descriptions are compared with something. */
export const isGood: Readonly<Record<string, (value: unknown) => boolean>> = {
  addr: isText,
  ...Object.fromEntries(
    [
      "all",
      "allowEmpty",
      "append",
      "dryRun",
      "finalize",
      "images",
      "preferIndex",
      "bootstrap",
      "default",
      "force",
      "global",
      "keepDaemon",
      "keepState",
      "leave",
    ].map((name) => [name, isFlag]),
  ),
  image: (value) => isText(value) && value !== "",
  load: (value) => isFlag(value) || value === "all",
  ...Object.fromEntries(
    ["noCache", "pull", "push", "quiet", "reconfigure", "use"].map((name) => [name, isFlag]),
  ),
  ...Object.fromEntries(
    [
      "allow",
      "addHosts",
      "files",
      "sources",
      "buildContexts",
      "buildkitdFlags",
      "filters",
      "noCacheFilter",
      "platforms",
    ].map((name) => [name, isTexts]),
  ),
  ...Object.fromEntries(
    ["resources", "tags", "secrets", "ssh", "outputs", "cacheFrom", "cacheTo", "attests", "ulimits"].map(
      (name) => [name, isTexts],
    ),
  ),
  ...Object.fromEntries(
    [
      "builder",
      "buildkitdConfig",
      "cgroupParent",
      "image",
      "input",
      "mount",
      "cwd",
      "dockerfile",
      "driver",
      "endpoint",
      "file",
    ].map((name) => [name, isText]),
  ),
  ...Object.fromEntries(
    [
      "localTo",
      "digest",
      "type",
      "iidFile",
      "metadataFile",
      "name",
      "network",
      "node",
      "phase",
      "platform",
      "target",
      "context",
    ].map((name) => [name, isText]),
  ),
  ...Object.fromEntries(
    ["maxUsedSpace", "minFreeSpace", "reservedSpace", "shmSize"].map((name) => [name, isCount]),
  ),
  timeout: isTime,
  buildArgs: (value) => isTexts(value) || isValues(value),
  labels: (value) => isTexts(value) || isValues(value),
  annotations: (value) => isTexts(value) || isValues(value),
  driverOptions: (value) => isPlain(value),
  docker: isEmpty,
  env: (value) => isPlain(value) && Object.values(value).every((item) => item === undefined || isText(item)),
  provenance: (value) => isText(value) || isFlag(value) || isEmpty(value),
  sbom: (value) => isText(value) || isFlag(value) || isEmpty(value),
  call: isText,
  output: isText,
};
