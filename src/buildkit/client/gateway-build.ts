import { throwIfCanceled } from "../../errors/index.js";
import type { ProgressSink } from "../../progress/model/status.js";
import { sortKeys, stringifyLikeGo } from "../../util/go-json.js";
import type { SolveRequestSchema } from "../gen/moby/buildkit/v1/control_pb.js";
import type { PongResponse, Result } from "../gen/moby/buildkit/v1/gateway_pb.js";
import type { Policy } from "../gen/moby/buildkit/v1/sourcepolicy_pb.js";
import type { Definition } from "../gen/pb/ops_pb.js";
import type { MessageInitShape } from "../protobuf/index.js";
import { type GrpcChannel, GrpcError } from "../transport/index.js";
import { fromDaemonError, renderStatus } from "./error-details.js";
import { type FrontendResult, frontendResult } from "./frontend-result.js";
import { OpenBuild } from "./open-build.js";

/** An exporter or cache entry as the wire has it. */
export interface TypedAttrs {
  readonly type: string;
  readonly attrs: Readonly<Record<string, string>>;
}

/** One solve on one daemon. */
export interface SolveOptions {
  /** Build id: 25 characters of `[0-9a-z]`. */
  readonly ref: string;
  readonly sessionId: string;
  readonly frontend: string;
  readonly frontendAttrs: Readonly<Record<string, string>>;
  readonly frontendInputs?: Readonly<Record<string, Definition>>;
  readonly exporters: readonly TypedAttrs[];
  readonly cacheExports: readonly TypedAttrs[];
  readonly cacheImports: readonly TypedAttrs[];
  readonly entitlements: readonly string[];
  /** Which sources the build may use, and what is used in place of others. */
  readonly sourcePolicy?: Policy | undefined;
  /** Not recorded in the daemon's build history. */
  readonly internal?: boolean;
  /**
   * Called with what the frontend made, before anything of it is exported; the export waits for it. `evaluate` has a
   * reference built at once.
   */
  readonly onResult?:
    | ((result: FrontendResult, evaluate: (id: string) => Promise<void>) => Promise<void>)
    | undefined;
  /**
   * The daemon is far away: it is left to run the frontend and to export in one call, where nothing is to be done between
   * the two. The result's metadata is not to be had then. Default false.
   */
  readonly far?: boolean | undefined;
  readonly progress?: ProgressSink | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What a solve gave. */
export interface SolveResult {
  /** The exporters' flat answer, e.g. `containerimage.digest`. */
  readonly exporterResponse: Readonly<Record<string, string>>;
  /** Metadata of the frontend's result: `result.json` and the like of a subrequest. */
  readonly frontendMetadata: Readonly<Record<string, Uint8Array>>;
}

const copyEntry = ({ type, attrs }: TypedAttrs) => ({ type, attrs: { ...attrs } });

function controlRequest(options: SolveOptions) {
  const [first] = options.exporters;
  return {
    ref: options.ref,
    session: options.sessionId,
    frontendAttrs: withCacheImports(options),
    exporters: options.exporters.map(copyEntry),
    // Daemons before v0.13 read only the first exporter, from these two fields.
    ...(first === undefined
      ? {}
      : { exporterDeprecated: first.type, exporterAttrsDeprecated: { ...first.attrs } }),
    cache: { exports: options.cacheExports.map(copyEntry), imports: options.cacheImports.map(copyEntry) },
    entitlements: [...options.entitlements],
    internal: options.internal ?? false,
    ...(options.sourcePolicy === undefined ? {} : { sourcePolicy: options.sourcePolicy }),
  } satisfies MessageInitShape<typeof SolveRequestSchema>;
}

/** The frontend reads cache imports from an attribute, whoever else gets them. */
function withCacheImports(options: SolveOptions): Record<string, string> {
  if (options.cacheImports.length === 0) return { ...options.frontendAttrs };
  const entries = options.cacheImports.map(({ type, attrs }) => ({ Type: type, Attrs: sortKeys(attrs) }));
  return { ...options.frontendAttrs, "cache-imports": stringifyLikeGo(entries) };
}

async function runFrontend(build: OpenBuild, options: SolveOptions): Promise<Result | undefined> {
  const result = await build.solve({
    frontend: options.frontend,
    frontendOpt: withCacheImports(options),
    cacheImports: options.cacheImports.map(copyEntry),
    frontendInputs: { ...options.frontendInputs },
  });
  await options.onResult?.(frontendResult(result), (id) => build.evaluate(id));
  return result;
}

/**
 * Runs one build through the gateway flow, as Buildx does: Control.Solve registers the build, LLBBridge.Solve runs the
 * frontend, LLBBridge.Return hands the result to the exporters. All are sent without waiting for one another; the
 * daemon holds the gateway calls back until the build is known. An aborted signal cancels the build in the daemon.
 * Rejects with BuildError (`build-failed`, `canceled`, `auth-failed`, `disk-full`, `out-of-memory`) or
 * `connection-lost`.
 */
export async function solve(channel: GrpcChannel, options: SolveOptions): Promise<SolveResult> {
  if (options.far && options.onResult === undefined) return solveInOneCall(channel, options);
  // Progress is always followed: its end is the daemon's sign that the build is over.
  const progress = options.progress ?? { update: () => undefined };
  const build = new OpenBuild(channel, controlRequest(options), { progress, signal: options.signal });
  const frontend = runFrontend(build, options);
  try {
    return await settle(build, frontend);
  } catch (reason) {
    throwIfCanceled(options.signal);
    throw fromDaemonError(reason, "failed to solve: ");
  } finally {
    await build.watched();
  }
}

/** The flow without the gateway: the answer of the frontend does not come here first, which saves a round trip. */
async function solveInOneCall(channel: GrpcChannel, options: SolveOptions): Promise<SolveResult> {
  const { frontend, frontendInputs, signal, progress = { update: () => undefined } } = options;
  const request = { ...controlRequest(options), frontend, frontendInputs: { ...frontendInputs } };
  const build = new OpenBuild(channel, request, { progress, signal });
  try {
    const { exporterResponse } = await build.solved;
    return { exporterResponse, frontendMetadata: {} };
  } catch (reason) {
    throwIfCanceled(signal);
    throw fromDaemonError(reason, "failed to solve: ");
  } finally {
    await build.watched();
  }
}

async function settle(build: OpenBuild, frontend: Promise<Result | undefined>): Promise<SolveResult> {
  let refusal: { readonly reason: unknown } | undefined;
  build.solved.catch((reason: unknown) => {
    refusal = { reason };
  });
  frontend.catch(() => undefined);
  let result: Result | undefined;
  try {
    // A solve that the daemon refuses at once ends first; the frontend's call then waits for it in vain for seconds.
    result = await Promise.race([frontend, build.solved.then(() => frontend)]);
  } catch (reason) {
    // The frontend failed: the daemon is told, and what Control.Solve then ends with may carry more details.
    throw refusal?.reason === reason ? reason : pickError(await build.fail(reason), reason);
  }
  const returned = build.return(result);
  returned.catch(() => undefined);
  try {
    // Whatever the return's answer is, the build's end says more; but a return that failed may leave it without one.
    const { exporterResponse } = await Promise.race([build.solved, returned.then(() => build.solved)]);
    return { exporterResponse, frontendMetadata: result?.metadata ?? {} };
  } catch (reason) {
    throw refusal?.reason === reason ? reason : pickError(await build.fail(reason), reason);
  }
}

/**
 * The error with details wins; between equals the frontend's, which is nearer to the cause. What failed on this side the
 * daemon can only repeat.
 */
function pickError(fromSolve: unknown, fromFrontend: unknown): unknown {
  if (!(fromSolve instanceof GrpcError) || !(fromFrontend instanceof GrpcError)) return fromFrontend;
  const solveSaysMore = (fromSolve.statusDetails?.length ?? 0) >= (fromFrontend.statusDetails?.length ?? 0);
  return solveSaysMore && renderStatus(fromSolve).length > 0 ? fromSolve : fromFrontend;
}

/** Capabilities of a daemon, asked through a build that does nothing and is not recorded. */
export async function loadCapabilities(
  channel: GrpcChannel,
  ref: string,
  sessionId: string,
  signal?: AbortSignal,
): Promise<PongResponse> {
  const build = new OpenBuild(channel, { ref, session: sessionId, internal: true, cache: {} }, { signal });
  try {
    const pong = await build.ping();
    await build.return(undefined);
    await build.solved;
    return pong;
  } catch (reason) {
    await build.fail(reason);
    throw fromDaemonError(reason);
  }
}
