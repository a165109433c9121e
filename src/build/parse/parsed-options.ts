import { SlipwayError } from "../../errors/index.js";
import { type CacheEntry, cacheEntries } from "../attributes/cache.js";
import { type CallRequest, parseCall } from "../attributes/call.js";
import type { OutputEntry } from "../exports/output-entry.js";
import type { BuildOptions } from "../options/build-options.js";
import { parseBuildArgs, parseLabels } from "./assignments.js";
import { parseAttestations } from "./attestations.js";
import { parseNamedContexts } from "./named-contexts.js";
import { parseOutputs } from "./outputs.js";
import { parseResources } from "./resources.js";
import { parseSecrets, type SecretEntry } from "./secrets.js";
import { parseSsh, type SshEntry } from "./ssh.js";

/** The build's small languages, parsed; nothing outside the options was looked at but the environment. */
export interface ParsedOptions {
  readonly outputs: readonly OutputEntry[];
  readonly cacheFrom: readonly CacheEntry[];
  readonly cacheTo: readonly CacheEntry[];
  readonly secrets: readonly SecretEntry[];
  readonly ssh: readonly SshEntry[];
  readonly buildArgs: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly attestations: ReadonlyMap<string, string | null>;
  readonly namedContexts: ReadonlyMap<string, string>;
  readonly resources: Readonly<Record<string, string>>;
  readonly call: CallRequest | undefined;
}

/** Parses what can be parsed without a builder. Throws SlipwayError `invalid-argument`. */
export function parseOptions(options: BuildOptions, env: NodeJS.ProcessEnv): ParsedOptions {
  const outputs = parseOutputs(options.outputs ?? []);
  if (options.iidFile !== undefined && outputs.some(({ type }) => type === "local" || type === "tar")) {
    throw new SlipwayError("invalid-argument", "local and tar exporters are incompatible with image ID file");
  }
  return {
    outputs,
    cacheFrom: cacheEntries(options.cacheFrom ?? []),
    cacheTo: cacheEntries(options.cacheTo ?? []),
    secrets: parseSecrets(options.secrets ?? []),
    ssh: parseSsh(options.ssh ?? []),
    buildArgs: parseBuildArgs(options.buildArgs ?? [], env),
    labels: parseLabels(options.labels ?? []),
    attestations: parseAttestations(options),
    namedContexts: parseNamedContexts(options.buildContexts ?? []),
    resources: parseResources(options.resources ?? []),
    call: parseCall(options.call ?? ""),
  };
}
