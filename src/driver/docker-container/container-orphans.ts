import { basename, dirname } from "node:path";
import type { ContainerSummary } from "../../engine/contract/engine.js";
import type { EngineNodes, FoundOrphan, OrphanRequest } from "../contract/orphans.js";
import { containerPrefix, stateVolume } from "./container-body.js";
import { hasClients } from "./has-clients.js";
import { daemonDirectory, listSocketDirectories, removeSocketDirectory } from "./socket-directory.js";

/** Measuring volumes means reading them; nobody waits for longer than that. Milliseconds. */
const measureLimit = 3_000;

/** What this driver, or buildx's, made for nodes that no record knows. */
export async function containerOrphans(request: OrphanRequest): Promise<FoundOrphan[]> {
  const mounted = new Set<string>();
  const found = await Promise.all(request.engines.map((nodes) => engineOrphans(nodes, request, mounted)));
  return [...found.flat(), ...(await directoryOrphans(request, mounted))];
}

async function engineOrphans(
  nodes: EngineNodes,
  { sizes, signal }: OrphanRequest,
  mounted: Set<string>,
): Promise<FoundOrphan[]> {
  const { engine } = nodes;
  const named = { name: containerPrefix, signal };
  const [containers, volumes, networks] = await Promise.all([
    engine.listContainers(named),
    engine.listVolumes(named),
    engine.listNetworks(named),
  ]);
  for (const { Mounts } of containers) {
    const mount = Mounts?.find(({ Destination }) => Destination === daemonDirectory);
    if (mount?.Source) mounted.add(mount.Source);
  }
  const lost = containers.filter((container) => isLost(nodes, nodeOf(nameOf(container))));
  const containerOf = new Map(
    await Promise.all(
      lost.map(async (found) => [nameOf(found), await describeContainer(nodes, found, signal)] as const),
    ),
  );
  const lostVolumes = volumes.filter(({ Name }) => isLost(nodes, nodeOfVolume(Name)));
  const measured = sizes && lostVolumes.length > 0 ? await measure(nodes, signal) : undefined;
  return [
    ...containerOf.values(),
    ...lostVolumes.map(({ Name, CreatedAt }): FoundOrphan => {
      const user = containerOf.get(Name.slice(0, -stateVolume("").length));
      return {
        kind: "volume",
        name: Name,
        node: nodeOfVolume(Name),
        host: engine.endpoint.host,
        size: measured?.get(Name),
        lastUsed: user?.lastUsed ?? dateOf(CreatedAt ?? ""),
        inUse: user?.inUse,
        remove: (options) => engine.removeVolume(Name, options),
      };
    }),
    ...networks
      .filter((name) => isLost(nodes, nodeOf(name)))
      .map(
        (name): FoundOrphan => ({
          kind: "network",
          name,
          node: nodeOf(name),
          host: engine.endpoint.host,
          remove: (options) => engine.removeNetwork(name, options),
        }),
      ),
  ];
}

async function describeContainer(
  { engine }: EngineNodes,
  found: ContainerSummary,
  signal: AbortSignal | undefined,
): Promise<FoundOrphan> {
  const name = nameOf(found);
  const state = await engine.inspectContainer(found.Id, { signal }).catch(() => undefined);
  const running = state?.State.Running === true;
  const clients = running && (await hasClients(engine, found.Id, signal));
  const ended = dateOf(state?.State.FinishedAt ?? "");
  const lastUsed = running ? dateOf(state.State.StartedAt) : (ended ?? new Date(found.Created * 1000));
  return {
    kind: "container",
    name,
    node: nodeOf(name),
    host: engine.endpoint.host,
    size: found.SizeRw ?? undefined,
    lastUsed: clients ? new Date() : lastUsed,
    inUse: clients ? "a client is connected to its daemon" : undefined,
    remove: (options) => engine.removeContainer(found.Id, { ...options, force: true, volumes: true }),
  };
}

async function measure(
  { engine }: EngineNodes,
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, number>> {
  const limit = AbortSignal.timeout(measureLimit);
  const either = signal === undefined ? limit : AbortSignal.any([limit, signal]);
  return engine.volumeSizes({ signal: either }).catch(() => new Map());
}

/** Where an engine kept silent, one of its containers may have the directory. */
async function directoryOrphans(
  { nodes, env, complete }: OrphanRequest,
  mounted: ReadonlySet<string>,
): Promise<FoundOrphan[]> {
  if (!complete) return [];
  const known = nodes.map(({ host, node }) => ({ host, container: `${containerPrefix}${node}` }));
  const directories = await listSocketDirectories(env, known);
  return directories
    .filter(({ path }) => ![...mounted].some((source) => isSame(source, path)))
    .map(({ path, lastUsed }) => ({
      kind: "directory",
      name: path,
      lastUsed,
      remove: () => removeSocketDirectory({ path }),
    }));
}

/** A home may be reached by several paths; the last two parts are made up and belong to one directory only. */
function isSame(one: string, other: string): boolean {
  return basename(one) === basename(other) && basename(dirname(one)) === basename(dirname(other));
}

function isLost({ isKnown }: EngineNodes, node: string | undefined): boolean {
  return node !== undefined && !isKnown(node);
}

function nameOf({ Names, Id }: Pick<ContainerSummary, "Names" | "Id">): string {
  return Names[0]?.replace(/^\//, "") ?? Id;
}

/** The engine's filter finds the prefix in the middle of a name, too. */
function nodeOf(name: string): string | undefined {
  return name.startsWith(containerPrefix) ? name.slice(containerPrefix.length) : undefined;
}

function nodeOfVolume(name: string): string | undefined {
  const suffix = stateVolume("");
  return name.endsWith(suffix) ? nodeOf(name.slice(0, -suffix.length)) : undefined;
}

/** The engine writes the year 1 for never. */
function dateOf(text: string): Date | undefined {
  const time = Date.parse(text);
  return time > 0 ? new Date(time) : undefined;
}
