import { parseCall } from "../../build/attributes/call.js";
import { buildTargets } from "../../build/build-targets.js";
import type { BuildOptions, BuildResult, PerformedBuild } from "../../build/options/build-options.js";
import type { TargetRequest } from "../../build/plan/build-plan.js";
import { buildResult } from "../../build/result/build-result.js";
import { MetadataWarnings } from "../../build/result/metadata-warnings.js";
import { ResultFiles } from "../../build/result/result-files.js";
import { type ConnectionPool, resolveBuilder, saveBuildGroup } from "../../builder/index.js";
import { createBuildKitId } from "../../buildkit/session/index.js";
import { isError } from "../../errors/index.js";
import type { SolveStatus } from "../../progress/index.js";
import { currentDirectory } from "../../util/current-directory.js";
import { signalForMany } from "../../util/signal-for-many.js";
import { parseAllowed } from "../privileges/allowed.js";
import { authorize, type GrantPrivileges } from "../privileges/authorize.js";
import { missingPrivileges } from "../privileges/missing.js";
import { type DefinitionOptions, loadDefinitions } from "../read/load-definitions.js";
import { type PreparedTargets, prepareTargets, type TargetSelection } from "../read/prepare-targets.js";
import type { BakeDefinition } from "../targets/target.js";
import { refusePolicies } from "./refuse-policies.js";

/** Options of {@link bake}. */
export interface BakeOptions extends DefinitionOptions, TargetSelection {
  /** What may be done beyond the usual: `network.host`, `ssh`, `fs.read=PATH` and the like. Default nothing. */
  readonly allow?: readonly string[] | undefined;
  /** Asked for what is not in `allow`. Default: the build is refused. */
  readonly onPrivileges?: GrantPrivileges | undefined;
  /** Where to write the metadata of all results, by target. */
  readonly metadataFile?: string | undefined;
  /** Where an output to `-` writes. Default process.stdout. */
  readonly stdout?: NodeJS.WritableStream | undefined;
  /** Logins for registries, before those of the Docker configuration. */
  readonly credentials?: BuildOptions["credentials"] | undefined;
  /** Called once the builder is known, before anything is built; for the display's header. */
  readonly onBuilder?: BuildOptions["onBuilder"] | undefined;
  /** Called with what is built, in its final form, before anything is built. */
  readonly onDefinition?: ((definition: BakeDefinition) => void) | undefined;
  /**
   * Called when a node's daemon is about to be asked for a target, with the reference by which records and the build view
   * know that build, `BUILDER/NODE/ID`, and the target's name; once for each node that the target is built on.
   */
  readonly onRef?: ((ref: string, target: string) => void) | undefined;
}

/** By target, what was built. */
export type BakeResults = Readonly<Record<string, BuildResult>>;

/** The part of the results that the builds themselves know; the rest is counted while they run. */
export type PerformedBake = Readonly<Record<string, PerformedBuild>>;

/** What {@link performBake} takes beside the options. */
export interface BakeSetting {
  /** Connections to use and to leave open. */
  readonly connections?: ConnectionPool | undefined;
  readonly onTargetStatus?: ((target: string, status: SolveStatus) => void) | undefined;
}

/** Reads definitions and builds what is asked for. Throws as `bake`. */
export async function performBake(given: BakeOptions, setting: BakeSetting = {}): Promise<PerformedBake> {
  const { env = process.env, cwd = currentDirectory() } = given;
  const warnings = new MetadataWarnings(given.progress);
  const signal = signalForMany(given.signal);
  const options = { ...given, env, cwd, progress: warnings, signal };
  const call = parseCall(given.call ?? "");
  const allowed = parseAllowed(given.allow ?? []);
  const files = new ResultFiles(
    given.metadataFile === undefined ? {} : { metadataFile: given.metadataFile },
    cwd,
  );
  await files.check();
  const builder = await resolveBuilder(given.builder || env.BUILDX_BUILDER || undefined, options);
  given.onBuilder?.({ name: builder.name, driver: builder.driver });
  const definitions = await loadDefinitions(options);
  const targets = await prepareTargets(
    definitions,
    { ...options, call: call?.name },
    { ...commonOptions(options), wantsMetadata: given.metadataFile !== undefined },
  );
  refusePolicies(targets.targets);
  given.onDefinition?.({ groups: targets.groups, targets: targets.targets });
  const missing = missingPrivileges(targets.prepared.values(), allowed, targets.grants, cwd);
  if (missing !== undefined) {
    await authorize(missing, { remote: given.source !== undefined, env, ask: given.onPrivileges });
  }
  const requests = await grouped(targets, call, options);
  const invocation = { ...options, ...setting, builder, affinity: cwd, spanName: "bake" };
  const results = await buildTargets(requests, invocation);
  const built = Object.fromEntries(
    requests.map(({ name }) => [name, buildResult(results.get(name), (metadata) => metadata)]),
  );
  const metadata = Object.fromEntries(Object.entries(built).map(([name, result]) => [name, result.metadata]));
  await files.write("", call === undefined ? warnings.addTo(metadata, env) : metadata);
  return built;
}

function commonOptions(options: BakeOptions & { readonly env: NodeJS.ProcessEnv; readonly cwd: string }) {
  const { env, cwd, docker, signal, progress, onWarning, stdout, credentials } = options;
  return {
    env,
    cwd,
    docker,
    signal,
    progress,
    onWarning,
    ...(stdout && { stdout }),
    ...(credentials && { credentials }),
  };
}

/** The requests with ids, which are noted as those of one group. What a call asks for is no build, and has none. */
async function grouped(
  { prepared, requested }: PreparedTargets,
  call: ReturnType<typeof parseCall>,
  options: BakeOptions,
): Promise<TargetRequest[]> {
  const groupRef = createBuildKitId();
  const requests = [...prepared].map(([name, { request }]): TargetRequest => {
    const allow = [...(request.options.allow ?? []), "buildx.local.delete"];
    const { flags } = request;
    const onRef = (ref: string) => options.onRef?.(ref, name);
    // How an answer is written is the invocation's to say.
    const asked =
      flags.call && call
        ? { ...flags.call, format: call.format, ignoreStatus: call.ignoreStatus }
        : flags.call;
    const whole = {
      ...request,
      flags: { ...flags, call: asked },
      options: { ...request.options, allow, onRef },
    };
    return asked === undefined ? { ...whole, ref: createBuildKitId(), groupRef } : whole;
  });
  const refs = requests.flatMap(({ ref }) => ref ?? []);
  if (refs.length === 0) return requests;
  try {
    await saveBuildGroup(groupRef, requested, refs, options);
  } catch (error) {
    options.onWarning?.(`cannot record the builds: ${isError(error) ? error.message : String(error)}`);
  }
  return requests;
}
