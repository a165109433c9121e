import { stat } from "node:fs/promises";
import type { EngineInfo } from "../../engine/contract/engine.js";
import { configFile, containerBody } from "./container-body.js";
import type { ContainerPlan } from "./container-plan.js";
import { githubContext, githubContextFile } from "./github-context.js";
import { hasGpus } from "./gpu-probe.js";
import type { SocketDirectory } from "./socket-directory.js";

/** The files for /etc/buildkit: the builder's, and in GitHub Actions what builds there add to their provenance. */
export async function filesOf(plan: ContainerPlan): Promise<ReadonlyMap<string, Uint8Array>> {
  const context = plan.options.provenanceAddGha ? await githubContext(plan.env) : undefined;
  return context === undefined ? plan.files : new Map([...plan.files, [githubContextFile, context]]);
}

/** What the request that creates a container depends on beside the plan. */
export interface RequestContext {
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Absent when the engine would not say. */
  readonly info: EngineInfo | undefined;
  readonly socketDirectory: SocketDirectory | undefined;
}

/** The body of the request that creates the container; asks the engine what depends on it. */
export async function bodyOf(
  plan: ContainerPlan,
  { files, info, socketDirectory }: RequestContext,
  signal: { readonly signal?: AbortSignal | undefined },
): Promise<Record<string, unknown>> {
  const { engine, container, options, flags } = plan;
  const [gpus, wslLibraries, entrypoint] = await Promise.all([
    hasGpus(engine, options.image, info, signal.signal),
    wslLibrariesOf(plan),
    entrypointOf(plan, signal),
  ]);
  return containerBody({
    container,
    image: options.image,
    options,
    flags,
    gpus,
    hasConfig: files.has(configFile),
    info,
    socketDirectory,
    wslLibraries,
    entrypoint,
  });
}

/** The image's entry point, where something has to run before it. */
async function entrypointOf(
  { engine, options }: ContainerPlan,
  signal: { readonly signal?: AbortSignal | undefined },
): Promise<readonly string[] | undefined> {
  if (!options.ephemeral && options.idleTimeout === undefined) return undefined;
  const { Config } = await engine.inspectImage(options.image, signal);
  const found: unknown = Object(Config).Entrypoint;
  return Array.isArray(found) ? found.filter((word) => typeof word === "string") : undefined;
}

/** Under WSL the GPU's libraries come from Windows; only a local engine can see them. */
async function wslLibrariesOf({ engine, env }: ContainerPlan): Promise<string | undefined> {
  const path = "/usr/lib/wsl";
  if (!env.WSL_DISTRO_NAME || !/^(unix|npipe|fd):/.test(engine.endpoint.host)) return undefined;
  const found = await stat(path).catch(() => undefined);
  return found?.isDirectory() ? path : undefined;
}
