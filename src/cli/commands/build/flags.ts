import {
  boolFlag,
  boolOrFlag,
  bytesFlag,
  intFlag,
  stringArrayFlag,
  stringFlag,
  stringsFlag,
  ulimitFlag,
} from "../../flags/flag.js";
import { commonPlatforms } from "../../flags/platforms.js";

const progressUsage =
  'Set type of progress output ("auto", "none",  "plain", "quiet", "rawjson", "tty"). Use plain to show container output';

/** The flags of `build`. */
export const buildFlags = {
  "add-host": stringsFlag('Add a custom host-to-IP mapping (format: "host:ip")'),
  allow: stringArrayFlag(
    'Allow extra privileged entitlement (e.g., "network.host", "security.insecure", "device", "buildx.local.delete")',
  ),
  annotation: stringArrayFlag("Add annotation to the image"),
  attest: stringArrayFlag('Attestation parameters (format: "type=sbom,generator=image")'),
  "build-arg": stringArrayFlag("Set build-time variables"),
  "build-context": stringArrayFlag("Additional build contexts (e.g., name=path)"),
  "cache-from": stringArrayFlag(
    'External cache sources (e.g., "user/app:cache", "type=local,src=path/to/dir")',
  ),
  "cache-to": stringArrayFlag(
    'Cache export destinations (e.g., "user/app:cache", "type=local,dest=path/to/dir")',
  ),
  call: stringFlag('Set method for evaluating build ("check", "outline", "targets")', {
    default: "build",
    complete: ["build", "check", "outline", "targets"],
  }),
  "cgroup-parent": stringFlag('Set the parent cgroup for the "RUN" instructions during build'),
  check: boolFlag('Shorthand for "--call=check"'),
  ephemeral: boolFlag("Build on a builder for this build alone, gone at its end", { standaloneOnly: true }),
  explain: boolFlag("Say why steps ran that the cache did not have"),
  file: stringFlag('Name of the Dockerfile (default: "PATH/Dockerfile")', { shorthand: "f" }),
  iidfile: stringFlag("Write the image ID to a file"),
  label: stringArrayFlag("Set metadata for an image"),
  load: boolOrFlag("all")('Shorthand for "--output=type=docker"'),
  "log-file": stringFlag("Keep the complete log of the build in a file"),
  "metadata-file": stringFlag("Write build result metadata to a file"),
  network: stringFlag('Set the networking mode for the "RUN" instructions during build', {
    default: "default",
  }),
  "no-cache": boolFlag("Do not use cache when building the image"),
  "no-cache-filter": stringArrayFlag("Do not cache specified stages"),
  output: stringArrayFlag('Output destination (format: "type=local,dest=path")', {
    shorthand: "o",
    complete: ["docker", "image", "local", "oci", "registry", "tar"].map((type) => `type=${type}`),
  }),
  platform: stringArrayFlag("Set target platform for build", {
    env: "DOCKER_DEFAULT_PLATFORM",
    complete: { listOf: commonPlatforms },
  }),
  progress: stringFlag(progressUsage, {
    default: "auto",
    complete: ["auto", "none", "plain", "quiet", "rawjson", "tty"],
  }),
  provenance: stringFlag('Shorthand for "--attest=type=provenance"'),
  pull: boolFlag("Always attempt to pull all referenced images"),
  push: boolFlag('Shorthand for "--output=type=registry,unpack=false"'),
  quiet: boolFlag("Suppress the build output and print image ID on success", { shorthand: "q" }),
  resource: stringArrayFlag('Resource limits for build containers (format: "memory=2g", "cpu-quota=50000")'),
  sbom: stringFlag('Shorthand for "--attest=type=sbom"'),
  secret: stringArrayFlag('Secret to expose to the build (format: "id=mysecret[,src=/local/secret]")'),
  "shm-size": bytesFlag("Shared memory size for build containers"),
  ssh: stringArrayFlag(
    'SSH agent socket or keys to expose to the build (format: "default|<id>[=<socket>|<key>[,<key>]]")',
  ),
  summary: stringFlag("What is said when the build is through: a line on a terminal (auto), json, or none", {
    default: "auto",
    complete: ["auto", "json", "none"],
  }),
  tag: stringArrayFlag('Image identifier (format: "[registry/]repository[:tag]")', { shorthand: "t" }),
  target: stringFlag("Set the target build stage to build", { complete: "stage" }),
  ui: boolFlag("Show the build in the browser while it runs", { standaloneOnly: true }),
  ulimit: ulimitFlag("Ulimit options"),

  print: stringFlag("Print result of information request (e.g., outline, targets)", { hidden: true }),

  "cpu-period": intFlag("Limit the CPU CFS (Completely Fair Scheduler) period", { hidden: true }),
  "cpu-quota": intFlag("Limit the CPU CFS (Completely Fair Scheduler) quota", { hidden: true }),
  "cpu-shares": intFlag("CPU shares (relative weight)", { hidden: true, shorthand: "c" }),
  "cpuset-cpus": stringFlag('CPUs in which to allow execution ("0-3", "0,1")', { hidden: true }),
  "cpuset-mems": stringFlag('MEMs in which to allow execution ("0-3", "0,1")', { hidden: true }),
  memory: stringFlag("Memory limit", { hidden: true, shorthand: "m" }),
  "memory-swap": stringFlag('Swap limit equal to memory plus swap: "-1" to enable unlimited swap', {
    hidden: true,
  }),

  compress: boolFlag("Compress the build context using gzip", { hidden: true }),
  "force-rm": boolFlag("Always remove intermediate containers", { hidden: true }),
  isolation: stringFlag("Container isolation technology", { hidden: true }),
  rm: boolFlag("Remove intermediate containers after a successful build", { hidden: true, default: true }),
  "security-opt": stringArrayFlag("Security options", { hidden: true }),
  squash: boolFlag("Squash newly built layers into a single new layer", { hidden: true }),
};
