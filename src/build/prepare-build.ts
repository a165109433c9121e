import { buildNodeIdentifier } from "../builder/operations/node-identifier.js";
import {
  createBuildKitId,
  createUploads,
  sessionSharedKey,
  type Uploads,
} from "../buildkit/session/index.js";
import { dockerConfigDir, loadDockerConfig, resolveEndpoint } from "../engine/index.js";
import { SlipwayError } from "../errors/index.js";
import { parseTag } from "../oci/reference.js";
import { parseGoBool } from "../util/go-bool.js";
import { isGitOverSsh } from "../util/remote-context.js";
import { parseAnnotations } from "./attributes/annotation.js";
import type { CacheEntry } from "./attributes/cache.js";
import { withContextInputs } from "./context/context-inputs.js";
import { loadGitInfo } from "./context/git-info.js";
import { gitInputs } from "./context/git-inputs.js";
import { resolveLayoutDigest } from "./context/layout-digest.js";
import { loadMainContext, type MainContext } from "./context/main-context.js";
import { loadNamedContexts, type NamedContexts } from "./context/named-contexts.js";
import { refusePolicy } from "./context/policy-file.js";
import { fetchDockerfile } from "./daemon/fetch-dockerfile.js";
import { isDefaultLoadOff } from "./exports/default-load.js";
import { planExports } from "./exports/plan-exports.js";
import type { BuildOptions } from "./options/build-options.js";
import { type Grants, parseGrants } from "./parse/entitlements.js";
import type { ParsedOptions } from "./parse/parsed-options.js";
import type { BuildInvocation, BuildPlan } from "./plan/build-plan.js";
import { frontendRequest } from "./request/frontend-attrs.js";
import { planCacheExports, planCacheImports } from "./request/plan-caches.js";
import { proxyBuildArgs } from "./request/proxy-args.js";
import { sessionInputs } from "./request/session-inputs.js";

/** Looks at the contexts, the files and the environment that the options name. Throws SlipwayError; sends nothing. */
export async function prepareBuild(invocation: BuildInvocation): Promise<BuildPlan> {
  const { options, flags, env, cwd } = invocation;
  const grants = parseGrants(options.allow ?? []);
  const ssh =
    flags.ssh.length === 0 && typeof options.context === "string" && isGitOverSsh(options.context)
      ? [{ id: "default", paths: [] }]
      : flags.ssh;
  const inputs = await sessionInputs({ ...flags, ssh }, env, cwd, options.onWarning);
  const cacheEnvironment = { env, cwd, warn: (message: string) => options.onWarning?.(message) };
  const cacheExports = await planCacheExports(withInlineCache(flags), cacheEnvironment);
  const cacheImports = await planCacheImports(flags.cacheFrom, cacheEnvironment);
  const names = (options.tags ?? []).map(checkedTag);
  const exports = plannedExports(invocation, names, grants);
  const uploads = createUploads();
  const given = await mainContext(invocation, uploads);
  refusePolicy(given);
  const nodeIdentifier = await buildNodeIdentifier(options);
  const contexts = await loadNamedContexts({
    contexts: flags.namedContexts,
    cwd,
    nodeIdentifier,
    createId: createBuildKitId,
    resolveLayout: resolveLayoutDigest,
    engineImage: (name, value) => invocation.engineImages.open(name, value),
  });
  const resolved = gitInputs(given, contexts, env);
  const { main, named, inputs: frontendInputs } = withContextInputs(resolved, invocation.contextInputs);
  checkRequest(invocation, main, named);
  const gitAttrs = await gitAttributes(invocation, main, named);
  const sharedKey =
    main.localDirectory === undefined ? "" : sessionSharedKey(main.localDirectory, nodeIdentifier);
  return {
    ...invocation,
    main,
    named,
    frontendInputs,
    gitAttrs,
    names,
    exports,
    cacheExports,
    cacheImports,
    grants,
    inputs,
    uploads,
    sharedKey,
    proxyArgs: await proxyArgs(options, env),
  };
}

/** What is wrong with the frontend's attributes shows before any node is booted for them. */
function checkRequest(invocation: BuildInvocation, main: MainContext, named: NamedContexts): void {
  const { options, flags, env, builder, shares } = invocation;
  const features = shares[0]?.node.driver?.features;
  frontendRequest({
    options,
    flags,
    main,
    named,
    env,
    driver: builder.driver,
    insideEngine: features?.insideEngine ?? false,
    gitAttrs: {},
    platforms: [],
    multiNode: false,
    proxyArgs: {},
    // Which address the gateway has, and whether attestations are supported, only the daemon can tell.
    hostGateway: features?.hostGateway ? "" : undefined,
    attestationsSupported: true,
  });
}

/** The build argument `BUILDKIT_INLINE_CACHE` asks for a cache in the image, beside those of `--cache-to`. */
function withInlineCache({ cacheTo, buildArgs }: ParsedOptions): readonly CacheEntry[] {
  const isInline = parseGoBool(buildArgs.BUILDKIT_INLINE_CACHE ?? "") === true;
  return isInline ? [...cacheTo, { type: "inline", attrs: {} }] : cacheTo;
}

/** Tags go to the daemon as they were written: it normalizes them, and its answer repeats them. */
function checkedTag(tag: string): string {
  parseTag(tag);
  return tag;
}

function plannedExports(
  { options, flags, env, cwd, shares }: BuildInvocation,
  names: readonly string[],
  grants: Grants,
) {
  if (flags.call !== undefined) return [];
  const platformCount = shares.reduce((count, { platforms }) => count + platforms.length, 0);
  const explicitAttestation = [...flags.attestations.values()].some((value) => value !== null);
  return planExports({
    outputs: flags.outputs,
    names,
    load: options.load ?? false,
    push: options.push ?? false,
    defaultLoad: shares[0]?.node.driver?.features.defaultLoad ?? false,
    annotations: parseAnnotations(options.annotations ?? []),
    needsIndex: platformCount > 1 || explicitAttestation,
    localDeleteAllowed: grants.localDelete,
    cwd,
    // Node opens standard output when it is first asked for, which few builds need.
    get stdoutIsTerminal() {
      return (options.stdout ?? process.stdout) === process.stdout && process.stdout.isTTY === true;
    },
    insideEngine: shares[0]?.node.driver?.features.insideEngine ?? false,
    noDefaultLoad: isDefaultLoadOff(env),
    ociArtifactOff:
      parseGoBool(env.BUILDX_NO_DEFAULT_OCI_ARTIFACT ?? "") === true &&
      shares[0]?.node.driver?.features.multiPlatform === true,
    buildInfoAttrs: flags.buildArgs.BUILDKIT_INLINE_BUILDINFO_ATTRS,
  });
}

function mainContext(
  { options, cwd, shares, daemons }: BuildInvocation,
  uploads: Uploads,
): Promise<MainContext> {
  const [first] = shares;
  if (first === undefined) throw new SlipwayError("internal", "a build without any node");
  return loadMainContext({
    context: options.context,
    file: options.file === "" ? undefined : options.file,
    dockerfile: options.dockerfile,
    cwd,
    get stdin() {
      // Asked for only where it is read: Node makes a stream of it.
      return options.stdin ?? process.stdin;
    },
    fetchUrl: (url) =>
      fetchDockerfile(first.node, url, { ...daemons, signal: options.signal, progress: options.progress }),
    offerArchive: (archive) => uploads.add(archive),
  });
}

async function gitAttributes({ options, env }: BuildInvocation, main: MainContext, named: NamedContexts) {
  if (main.localDirectory === undefined) return {};
  const directories = new Map<string, string>();
  for (const [name, directory] of [...main.directories, ...named.directories]) {
    if (directory.kind === "disk") directories.set(name, directory.root);
  }
  return loadGitInfo({
    contextDirectory: main.localDirectory,
    dockerfile: main.directories.get("dockerfile")?.kind === "disk" ? main.dockerfilePath : undefined,
    directories,
    env,
    warn: (message) => options.onWarning?.(message),
    signal: options.signal,
  });
}

async function proxyArgs(
  options: BuildOptions,
  env: BuildInvocation["env"],
): Promise<Record<string, string>> {
  const { proxies } = await loadDockerConfig(dockerConfigDir(env, options.docker?.config), options.onWarning);
  if (Object.keys(proxies).length === 0) return {};
  const { host } = await resolveEndpoint({
    env,
    docker: options.docker,
  });
  return proxyBuildArgs(proxies, host);
}
