import { SlipwayError } from "../../errors/index.js";
import { parseGoBool } from "../../util/go-bool.js";
import { hasGitQuery } from "../../util/remote-context.js";
import { formatUlimits } from "../attributes/ulimit.js";
import type { MainContext } from "../context/main-context.js";
import type { NamedContexts } from "../context/named-contexts.js";
import type { BuildOptions } from "../options/build-options.js";
import { formatAddHosts } from "../parse/add-hosts.js";
import type { ParsedOptions } from "../parse/parsed-options.js";

/** Which frontend runs and what it is told. */
export interface FrontendRequest {
  readonly frontend: string;
  readonly attrs: Readonly<Record<string, string>>;
}

/** Everything that becomes a frontend attribute. */
export interface FrontendAttrsInput {
  readonly options: BuildOptions;
  readonly flags: ParsedOptions;
  readonly main: MainContext;
  readonly named: NamedContexts;
  /** `vcs:…` and label attributes. */
  readonly gitAttrs: Readonly<Record<string, string>>;
  /** Normalized platforms of this solve; empty lets the daemon choose. */
  readonly platforms: readonly string[];
  /** The build spans several nodes, so each result must be a list. */
  readonly multiNode: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Proxy settings of the Docker configuration as build arguments. */
  readonly proxyArgs: Readonly<Record<string, string>>;
  /** The driver's name, for messages. */
  readonly driver: string;
  /** The engine's own BuildKit builds. */
  readonly insideEngine: boolean;
  /** Address behind `host-gateway` on this node. */
  readonly hostGateway: string | undefined;
  /** The daemon and driver can attach attestations. */
  readonly attestationsSupported: boolean;
}

const invalid = (message: string) => new SlipwayError("invalid-argument", message);

/** Builds the attributes of the Dockerfile frontend. Throws `invalid-argument` with Buildx's wording. */
export function frontendRequest(input: FrontendAttrsInput): FrontendRequest {
  const { options, main, named } = input;
  const buildArgs = allBuildArgs(input);
  const attrs: Record<string, string> = {
    ...main.attrs,
    ...named.attrs,
    ...input.gitAttrs,
    ...input.flags.resources,
    ...prefixed("build-arg:", buildArgs),
    ...prefixed("label:", input.flags.labels),
    ...cacheAttrs(options, input.insideEngine),
    ...networkAttrs(options),
    ...attestationAttrs(input),
    ...callAttrs(input),
  };
  if (options.target) attrs.target = options.target;
  if (input.platforms.length > 0) attrs.platform = input.platforms.join(",");
  if (options.addHosts?.length) {
    attrs["add-hosts"] = formatAddHosts(options.addHosts, input.hostGateway, input.driver);
  }
  if (options.shmSize !== undefined && options.shmSize > 0) attrs["shm-size"] = String(options.shmSize);
  if (options.ulimits?.length) attrs.ulimit = formatUlimits(options.ulimits);
  if (options.cgroupParent) attrs["cgroup-parent"] = options.cgroupParent;
  if (input.multiNode || parseGoBool(buildArgs.BUILDKIT_MULTI_PLATFORM ?? ""))
    attrs["multi-platform"] = "true";
  const { frontend, syntaxAttrs } = syntaxFrontend(buildArgs);
  return { frontend, attrs: { ...attrs, ...syntaxAttrs } };
}

function prefixed(prefix: string, values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [`${prefix}${key}`, value]));
}

function allBuildArgs({ flags, env, proxyArgs }: FrontendAttrsInput): Record<string, string> {
  const args: Record<string, string> = { ...flags.buildArgs };
  const given = new Set(Object.keys(args).map((key) => key.toUpperCase()));
  for (const [key, value] of Object.entries(proxyArgs)) if (!given.has(key.toUpperCase())) args[key] = value;
  if (env.SOURCE_DATE_EPOCH && args.SOURCE_DATE_EPOCH === undefined)
    args.SOURCE_DATE_EPOCH = env.SOURCE_DATE_EPOCH;
  return args;
}

function cacheAttrs(options: BuildOptions, insideEngine: boolean): Record<string, string> {
  const filter = options.noCacheFilter ?? [];
  if (options.noCache && filter.length > 0) {
    throw invalid("--no-cache and --no-cache-filter cannot currently be used together");
  }
  return {
    ...(options.noCache ? { "no-cache": "" } : {}),
    ...(filter.length > 0 ? { "no-cache": filter.join(",") } : {}),
    ...resolveMode(options, insideEngine),
  };
}

/** The engine's own BuildKit prefers the images the engine has. */
function resolveMode({ pull }: BuildOptions, insideEngine: boolean): Record<string, string> {
  if (pull) return { "image-resolve-mode": "pull" };
  return insideEngine ? { "image-resolve-mode": "local" } : {};
}

function networkAttrs({ network }: BuildOptions): Record<string, string> {
  if (network === undefined || network === "" || network === "default") return {};
  if (network === "host" || network === "none") return { "force-network-mode": network };
  throw invalid(
    `network mode "${network}" not supported by buildkit - you can define a custom network for your builder using the network driver-opt in buildx create`,
  );
}

function attestationAttrs({ flags, env, attestationsSupported }: FrontendAttrsInput): Record<string, string> {
  const attrs: Record<string, string> = {};
  for (const [type, value] of flags.attestations) {
    if (value === null) continue;
    if (!attestationsSupported) {
      throw new SlipwayError("unsupported", "Attestations are not supported by the current BuildKit daemon");
    }
    attrs[`attest:${type}`] = value;
  }
  if (attestationsSupported && !flags.attestations.has("provenance") && !noDefaultAttestations(env)) {
    attrs["attest:provenance"] = "mode=min,inline-only=true";
  }
  return attrs;
}

function noDefaultAttestations(env: Readonly<Record<string, string | undefined>>): boolean {
  const value = env.BUILDX_NO_DEFAULT_ATTESTATIONS;
  if (!value) return false;
  const parsed = parseGoBool(value);
  if (parsed === undefined) throw invalid("invalid BUILDX_NO_DEFAULT_ATTESTATIONS");
  return parsed;
}

function callAttrs({ flags, main, named }: FrontendAttrsInput): Record<string, string> {
  const caps = new Set(named.frontendCaps);
  if (hasGitQuery(main.attrs.context ?? "")) caps.add("moby.buildkit.frontend.gitquerystring");
  if (flags.call !== undefined) caps.add("moby.buildkit.frontend.subrequests+forward");
  return {
    ...(caps.size > 0 ? { "frontend.caps": [...caps].sort().join(",") } : {}),
    ...(flags.call === undefined ? {} : { requestid: `frontend.${flags.call.name}` }),
  };
}

/** A `BUILDKIT_SYNTAX` build argument replaces the built-in Dockerfile frontend by an image. */
function syntaxFrontend(buildArgs: Readonly<Record<string, string>>) {
  const syntax = buildArgs.BUILDKIT_SYNTAX;
  if (syntax === undefined) return { frontend: "dockerfile.v0", syntaxAttrs: {} };
  const [source] = syntax.trim().split(/\s+/, 1);
  if (!source) {
    throw invalid(
      "empty BUILDKIT_SYNTAX build-arg is invalid, use --build-arg BUILDKIT_SYNTAX without '=' for optional behavior",
    );
  }
  return { frontend: "gateway.v0", syntaxAttrs: { source, cmdline: syntax } };
}
