import { type ComposeMap, type ComposeValue, goText, isList, isMap } from "./compose-value.js";
import {
  assignmentsOf,
  bytesOf,
  flagOf,
  hostsOf,
  labelsOf,
  textOf,
  textsOf,
  type Ulimit,
  ulimitsOf,
} from "./decode-values.js";

/** The `build` of a service, in its final form; an empty text is one that is not set. */
export interface ComposeBuild {
  readonly context: string;
  readonly dockerfile: string;
  readonly dockerfileInline: string;
  readonly target: string;
  readonly network: string;
  readonly provenance: string;
  readonly sbom: string;
  readonly additionalContexts: ReadonlyMap<string, string>;
  /** Null is an argument without a value. */
  readonly args: ReadonlyMap<string, string | null>;
  readonly labels: ReadonlyMap<string, string>;
  readonly tags: readonly string[];
  readonly platforms: readonly string[];
  readonly cacheFrom: readonly string[];
  readonly cacheTo: readonly string[];
  /** Ids and paths; an empty path is the default agent. */
  readonly ssh: ReadonlyMap<string, string>;
  /** Names of the project's secrets. */
  readonly secrets: readonly string[];
  /** Bytes; 0 is not set. */
  readonly shmSize: number;
  readonly ulimits: readonly Ulimit[];
  readonly extraHosts: ReadonlyMap<string, readonly string[]>;
  readonly noCache: boolean;
  readonly pull: boolean;
  readonly xBake: ComposeValue | undefined;
}

/**
 * @param path the build's place in messages: `services[a].build`
 * @throws SlipwayError `invalid-argument` for values of the right type that mean nothing.
 */
export function decodeBuild(build: ComposeMap, path: string): ComposeBuild {
  flagOf(build, "privileged", path);
  return {
    context: textOf(build, "context"),
    dockerfile: textOf(build, "dockerfile"),
    dockerfileInline: textOf(build, "dockerfile_inline"),
    target: textOf(build, "target"),
    network: textOf(build, "network"),
    provenance: textOf(build, "provenance"),
    sbom: textOf(build, "sbom"),
    additionalContexts: labelsOf(build, "additional_contexts"),
    args: assignmentsOf(build, "args", path),
    labels: labelsOf(build, "labels"),
    tags: textsOf(build, "tags"),
    platforms: textsOf(build, "platforms"),
    cacheFrom: textsOf(build, "cache_from"),
    cacheTo: textsOf(build, "cache_to"),
    ssh: labelsOf(build, "ssh"),
    secrets: secretNames(build.get("secrets")),
    shmSize: bytesOf(build, "shm_size", path),
    ulimits: ulimitsOf(build, "ulimits", path),
    extraHosts: hostsOf(build, "extra_hosts", path),
    noCache: flagOf(build, "no_cache", path),
    pull: flagOf(build, "pull", path),
    xBake: build.get("x-bake"),
  };
}

function secretNames(secrets: ComposeValue | undefined): string[] {
  if (!isList(secrets)) return [];
  return secrets.map((secret) => goText((isMap(secret) ? secret.get("source") : secret) ?? ""));
}
