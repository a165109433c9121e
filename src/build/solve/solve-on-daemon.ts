import { readIgnoreFileAhead } from "../../buildkit/client/ahead-of-frontend.js";
import {
  BuildError,
  type BuildKitClient,
  type FrontendResult,
  type SolveOptions,
} from "../../buildkit/client/index.js";
import { createBuildKitId } from "../../buildkit/session/index.js";
import type { DriverFeatures } from "../../driver/contract/driver-features.js";
import { isSlipwayError } from "../../errors/index.js";
import { formatPlatform } from "../../oci/platform.js";
import type { ProgressSink } from "../../progress/index.js";
import { withContextNamed } from "../context/context-failure.js";
import { hostGateway } from "../daemon/host-gateway.js";
import type { WireExport } from "../exports/wire-export.js";
import { DiskSigns } from "../hints/full-disk.js";
import { takeNotes } from "../notes/take-notes.js";
import type { BuildPlan } from "../plan/build-plan.js";
import type { NodeShare } from "../plan/plan-nodes.js";
import { targetContexts } from "../plan/target-links.js";
import { frontendRequest } from "../request/frontend-attrs.js";
import { callResult } from "../result/call-result.js";
import type { NodeResult } from "../result/node-result.js";
import { loadProvenance, provenanceMode } from "../result/provenance.js";
import { recordLayouts } from "../result/record-layouts.js";
import type { LinkedResults } from "./linked-results.js";
import { openBuildSession } from "./open-build-session.js";
import { recordBuild } from "./record-build.js";
import type { SharedDirectories } from "./shared-directories.js";

/** What the solves of one invocation have in common. */
export interface Together {
  readonly links: LinkedResults;
  readonly shared: SharedDirectories;
}

/** One target's solve on one node. */
export interface NodeSolve {
  readonly plan: BuildPlan;
  readonly share: NodeShare;
  /** What the node's daemon can do. */
  readonly features: DriverFeatures;
  readonly exports: readonly WireExport[];
  readonly progress: ProgressSink | undefined;
  readonly together: Together;
}

/** Solves over a connection to the node's daemon. Throws as `build` does. */
export async function solveOnDaemon(client: BuildKitClient, solve: NodeSolve): Promise<NodeResult> {
  const { plan, share, exports, progress, together } = solve;
  const { options, flags, builder } = plan;
  const id = plan.ref ?? createBuildKitId();
  const ref = `${builder.name}/${share.node.name}/${id}`;
  const frontend = await frontendOf(client, solve);
  if (flags.call === undefined) options.onRef?.(ref);
  together.shared.open(share.node.name, client);
  const far = share.node.driver?.isFar === true && flags.call === undefined;
  const hook = resultHook(solve);
  const notes = await takeNotes(plan, share, id, far && hook === undefined);
  const watch = notes?.watch;
  const session = openBuildSession(client, { plan, exports, progress, shared: together.shared, watch, far });
  const disk = new DiskSigns();
  const told = progress && session.uploads.addTo(disk.addTo(progress));
  const recorded = recordBuild(plan, share, id);
  const reader =
    far && readsIgnoreFile(plan)
      ? together.shared.takeReadAhead(plan, share.node.name, session.id)
      : undefined;
  const endAhead =
    reader === undefined ? undefined : readIgnoreFileAhead(client.channel, reader, createBuildKitId());
  try {
    const result = await client.solve({
      ref: id,
      sessionId: session.id,
      ...frontend,
      exporters: exports.map(({ type, attrs }) => ({ type, attrs })),
      cacheExports: plan.cacheExports.entries,
      cacheImports: plan.cacheImports.entries,
      entitlements: entitlements(plan),
      internal: flags.call !== undefined,
      sourcePolicy: plan.sourcePolicy,
      onResult: notes === undefined ? hook : notes.resultHook(hook),
      far,
      progress: notes === undefined ? told : notes.follow(told),
      signal: options.signal,
    });
    await session.finish(result.exporterResponse);
    const call =
      flags.call === undefined ? {} : { call: callResult(flags.call, result.frontendMetadata, plan.main) };
    const provenance = await metadataProvenance(plan, client, id, progress);
    // From here on nothing asks whether the build was called off: it is through.
    await recordLayouts(plan.cacheExports.local, exports, result.exporterResponse);
    await session.keep();
    return {
      response: {
        ...preferredDigests(result.exporterResponse, exports),
        ...provenance,
        ...(flags.call === undefined ? { "buildx.build.ref": ref } : {}),
      },
      frontendMetadata: result.frontendMetadata,
      ref,
      nodeName: share.node.name,
      ...call,
    };
  } catch (reason) {
    const failure = session.failure();
    if (failure !== undefined && isSlipwayError(reason) && reason.code !== "canceled") {
      throw failure === reason ? failure : Object.assign(failure, { cause: failure.cause ?? reason });
    }
    const { withHint } = await import("../hints/with-hint.js");
    const { features } = solve;
    const hinted = await withHint(reason, { plan, share, node: share.node, features, client, disk });
    const named = withContextNamed(hinted, options.context);
    // A build that the daemon keeps a record of can be looked at there.
    const isKept = flags.call === undefined && features.historyApi && named instanceof BuildError;
    throw isKept ? named.copyWith({ details: { buildRef: ref } }) : named;
  } finally {
    endAhead?.();
    const noted = notes?.keep(client, together.shared.recorders(plan, share.node.name));
    await session.close();
    await noted;
    await recorded.finish();
  }
}

/** Whether the daemon's own frontend will look for `.dockerignore` in a directory of this machine's. */
function readsIgnoreFile({ main, flags }: BuildPlan): boolean {
  return main.localDirectory !== undefined && flags.buildArgs.BUILDKIT_SYNTAX === undefined;
}

/** What the frontend is asked, once the targets that this one is built from have been through theirs. */
async function frontendOf(
  client: BuildKitClient,
  { plan, share, features, together }: NodeSolve,
): Promise<Pick<SolveOptions, "frontend" | "frontendAttrs" | "frontendInputs">> {
  const { options, builder } = plan;
  const request = frontendRequest({
    options,
    flags: plan.flags,
    main: plan.main,
    named: plan.named,
    gitAttrs: plan.gitAttrs,
    platforms: share.platforms.map(formatPlatform),
    multiNode: plan.shares.length > 1,
    env: plan.env,
    proxyArgs: plan.proxyArgs,
    driver: builder.driver,
    insideEngine: features.insideEngine,
    hostGateway: await hostGateway(client, options, features),
    attestationsSupported: features.multiPlatform,
  });
  const linked = await together.links.inputsOf(plan, nodeIndex(plan, share), options.signal);
  const shared = together.shared.attrsOf(plan, share.node.name);
  const kept = Object.entries(request.attrs).filter(([name]) => !linked.replaced.includes(name));
  return {
    frontend: request.frontend,
    frontendAttrs: { ...Object.fromEntries(kept), ...linked.attrs, ...shared },
    frontendInputs: { ...plan.frontendInputs, ...linked.inputs },
  };
}

/** Holds the export back while others are to be built from this target, or it from others. */
function resultHook({ plan, share, together }: NodeSolve): SolveOptions["onResult"] {
  if (!together.links.concerns(plan.name) && targetContexts(plan).length === 0) return undefined;
  return (result: FrontendResult, evaluate: (id: string) => Promise<void>) =>
    together.links.hold(plan.name, nodeIndex(plan, share), result, evaluate, plan.options.signal);
}

function nodeIndex({ builder }: BuildPlan, { node }: NodeShare): number {
  return builder.nodes.indexOf(node);
}

/** Where the manifest's digest is the image's id, the configuration's is not told: buildx leaves it out as well. */
function preferredDigests(
  { "containerimage.config.digest": config, ...response }: Readonly<Record<string, string>>,
  exports: readonly WireExport[],
): Readonly<Record<string, string>> {
  const byManifest = exports.some(({ attrs }) => attrs["prefer-image-digest"] === "true");
  return config === undefined || byManifest
    ? response
    : { ...response, "containerimage.config.digest": config };
}

/** Provenance is asked for only where it is written down. */
async function metadataProvenance(
  { options, flags, env, wantsMetadata }: BuildPlan,
  client: BuildKitClient,
  id: string,
  progress: ProgressSink | undefined,
): Promise<Record<string, string>> {
  const mode = provenanceMode(env);
  if (!wantsMetadata || flags.call !== undefined || mode === undefined) return {};
  return loadProvenance(client, id, mode, { signal: options.signal, progress });
}

function entitlements({ options, grants }: BuildPlan): string[] {
  const wanted = new Set(grants.entitlements);
  if (options.network === "host") wanted.add("network.host");
  return [...wanted];
}
