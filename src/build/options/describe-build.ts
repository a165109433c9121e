import type { Readable } from "node:stream";
import { contextFields } from "../../builder/options/context-options.js";
import {
  called,
  choice,
  count,
  either,
  fields,
  flag,
  having,
  list,
  needed,
  text,
  thing,
} from "../../util/options/index.js";
import { annotations } from "../attributes/annotation.js";
import { attestOption, provenanceOption, sbomOption } from "../attributes/attest.js";
import { cacheFromOption, cacheToOption } from "../attributes/cache.js";
import { callOption } from "../attributes/call.js";
import { ulimits } from "../attributes/ulimit.js";
import { assignments } from "./assignments.js";
import type { BuildOptions } from "./build-options.js";
import { contextSource } from "./context-source.js";
import { outputOption } from "./output-option.js";
import { secretOption } from "./secret-option.js";
import { sshOption } from "./ssh-option.js";

const texts = list(text);

const { env, docker, ...watched } = contextFields;

/** What a build is told wherever its builder comes from. */
const common = {
  ...watched,
  context: needed(either(text, contextSource)),
  dockerfile: text,
  stdin: having<Readable>("a stream to read from", "on", "pipe"),
  stdout: having<NodeJS.WritableStream>("a stream to write to", "write"),
  cwd: text,
  file: text,
  tags: texts,
  buildArgs: assignments,
  labels: assignments,
  target: text,
  platforms: texts,
  noCache: flag,
  noCacheFilter: texts,
  pull: flag,
  secrets: list(either(text, secretOption)),
  ssh: list(either(text, sshOption)),
  credentials: called<NonNullable<BuildOptions["credentials"]>>(),
  load: either(flag, choice("all")),
  push: flag,
  outputs: list(either(text, outputOption)),
  cacheFrom: list(either(text, cacheFromOption)),
  cacheTo: list(either(text, cacheToOption)),
  attests: list(either(text, attestOption)),
  provenance: provenanceOption,
  sbom: sbomOption,
  annotations,
  allow: texts,
  addHosts: texts,
  shmSize: count,
  ulimits,
  network: text,
  cgroupParent: text,
  resources: texts,
  buildContexts: texts,
  call: callOption,
  quiet: flag,
  metadataFile: text,
  iidFile: text,
  onBuilder: called<NonNullable<BuildOptions["onBuilder"]>>(),
  onRef: called<NonNullable<BuildOptions["onRef"]>>(),
  onEvent: called<NonNullable<BuildOptions["onEvent"]>>(),
} as const;

/** Options of a build on a builder that is at hand. */
export type BuilderBuildOptions = Omit<BuildOptions, "builder" | "ephemeral" | "env" | "docker">;

/** {@link BuilderBuildOptions}, described. */
export const builderBuildOptions = fields<BuilderBuildOptions>(common);

/** That it may be a builder at hand was seen before. */
const builder = thing<string>("a builder's name or a Builder", (value) => typeof value === "string");

/** {@link BuildOptions}, described. */
export const buildOptions = fields<BuildOptions>({ ...common, env, docker, builder, ephemeral: flag });
