import { recordActivity, saveLocalState } from "../../builder/index.js";
import type { BuildKitClient } from "../../buildkit/client/index.js";
import { createBuildKitId } from "../../buildkit/session/index.js";
import { isSlipwayError } from "../../errors/index.js";
import { formatPlatform } from "../../oci/platform.js";
import { BuildStreams } from "../../progress/index.js";
import { withContextNamed } from "../context/context-failure.js";
import { withoutCredentials } from "../context/remote-context.js";
import { hostGateway } from "../daemon/host-gateway.js";
import { withDaemon } from "../daemon/with-daemon.js";
import { multiNodeExports } from "../exports/multi-node-exports.js";
import type { PlannedExport } from "../exports/plan-exports.js";
import { settleExports, type WireExport } from "../exports/wire-export.js";
import type { NodeShare } from "../plan/plan-nodes.js";
import type { BuildPlan } from "../prepare-build.js";
import { frontendRequest } from "../request/frontend-attrs.js";
import { callResult } from "../result/call-result.js";
import type { NodeResult } from "../result/node-result.js";
import { loadProvenance, provenanceMode } from "../result/provenance.js";
import { recordLayouts } from "../result/record-layouts.js";
import { openBuildSession } from "../session/open-build-session.js";
import { fitToEngine, pushWithEngine } from "./engine-driver.js";
import { loadByLayer } from "./load-by-layer.js";

/** Builds one node's share of the platforms. Throws as `build` does. */
export async function solveNode(plan: BuildPlan, share: NodeShare): Promise<NodeResult> {
  const { options } = plan;
  const progress = options.progress === undefined ? undefined : new BuildStreams(options.progress).open();
  const operation = {
    connections: plan.connections,
    early: plan.early,
    signal: options.signal,
    progress,
  };
  const exporting = settleExports(nodeExports(plan), options);
  exporting.catch(() => undefined);
  try {
    return await withDaemon(share.node, operation, async (client) =>
      solveWithDriver(plan, share, client, await exporting, progress),
    );
  } finally {
    progress?.close();
    for (const { engine } of await exporting.catch(() => [])) engine?.close();
  }
}

function nodeExports({ shares, exports }: BuildPlan): readonly PlannedExport[] {
  return shares.length > 1 ? multiNodeExports(exports) : exports;
}

async function solveWithDriver(
  ...[plan, share, client, exports, progress]: Parameters<typeof solveOnDaemon>
) {
  if (share.node.driver?.name !== "docker") {
    const settled = await loadByLayer(plan, share, exports, client);
    return solveOnDaemon(plan, share, client, settled, progress);
  }
  const fitted = await fitToEngine(client, exports, plan.options);
  const result = await solveOnDaemon(plan, share, client, fitted.exports, progress);
  return { ...result, response: await pushWithEngine(fitted.pushLater, result.response, plan.options) };
}

async function solveOnDaemon(
  plan: BuildPlan,
  share: NodeShare,
  client: BuildKitClient,
  exports: readonly WireExport[],
  progress: BuildPlan["options"]["progress"],
): Promise<NodeResult> {
  const { options, flags, builder } = plan;
  const id = createBuildKitId();
  const request = frontendRequest({
    options,
    flags,
    main: plan.main,
    named: plan.named,
    gitAttrs: plan.gitAttrs,
    platforms: share.platforms.map(formatPlatform),
    multiNode: plan.shares.length > 1,
    env: plan.env,
    proxyArgs: plan.proxyArgs,
    driver: builder.driver,
    hostGateway: await hostGateway(client, options, builder.driver),
    attestationsSupported: share.node.driver?.features.multiPlatform ?? false,
  });
  const session = openBuildSession(client, { plan, exports, progress });
  const recorded = recordBuild(plan, share, id);
  try {
    const result = await client.solve({
      ref: id,
      sessionId: session.id,
      frontend: request.frontend,
      frontendAttrs: request.attrs,
      frontendInputs: plan.frontendInputs,
      exporters: exports.map(({ type, attrs }) => ({ type, attrs })),
      cacheExports: plan.cacheExports.entries,
      cacheImports: plan.cacheImports.entries,
      entitlements: entitlements(plan),
      internal: flags.call !== undefined,
      sourcePolicy: plan.sourcePolicy,
      ...(progress === undefined ? {} : { progress: session.uploads.addTo(progress) }),
      signal: options.signal,
    });
    await session.finish(result.exporterResponse);
    const ref = `${builder.name}/${share.node.name}/${id}`;
    const call =
      flags.call === undefined ? {} : { call: callResult(flags.call, result.frontendMetadata, plan.main) };
    await recordLayouts(plan, exports, result.exporterResponse);
    const provenance = await metadataProvenance(plan, client, id, progress);
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
      throw Object.assign(failure, { cause: failure.cause ?? reason });
    }
    throw withContextNamed(reason, options.context);
  } finally {
    await session.close();
    await recorded;
  }
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
  { options, flags, env }: BuildPlan,
  client: BuildKitClient,
  id: string,
  progress: BuildPlan["options"]["progress"],
): Promise<Record<string, string>> {
  const mode = provenanceMode(env);
  if (options.metadataFile === undefined || flags.call !== undefined || mode === undefined) return {};
  return loadProvenance(client, id, mode, {
    signal: options.signal,
    progress,
  });
}

function entitlements({ options, grants }: BuildPlan): string[] {
  const wanted = new Set(grants.entitlements);
  if (options.network === "host") wanted.add("network.host");
  return [...wanted];
}

/** Notes for `ls` and for the build history; a failure to write them must not fail the build. */
async function recordBuild(plan: BuildPlan, share: NodeShare, id: string): Promise<void> {
  const { builder, options, main, flags } = plan;
  try {
    await recordActivity(builder.name, options);
    if (flags.call !== undefined) return;
    const state = {
      target: "default",
      localPath:
        main.localDirectory ??
        (typeof options.context === "string" ? withoutCredentials(options.context) : "-"),
      dockerfilePath: main.dockerfilePath,
    };
    await saveLocalState(builder.name, share.node.name, id, state, options);
  } catch (reason) {
    options.onWarning?.(
      `cannot record the build: ${reason instanceof Error ? reason.message : String(reason)}`,
    );
  }
}
