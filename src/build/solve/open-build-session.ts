import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { credentialsLookUp } from "../../builder/registry/look-up-login.js";
import { registrySettings } from "../../builder/registry/registry-settings.js";
import type { BuildKitClient } from "../../buildkit/client/index.js";
import {
  type ContentStore,
  createAuthService,
  createContentService,
  createFileSend,
  createLayoutStore,
  createSession,
  type FileSend,
  fileSyncService,
  type LayoutWatch,
  receiveDirectory,
  type SessionExport,
  type SyncedDirectory,
  type WatchTransfer,
} from "../../buildkit/session/index.js";
import { dockerConfigDir } from "../../engine/index.js";
import { SlipwayError } from "../../errors/index.js";
import { createEngineLoad, type EngineLoad, importArchive } from "../../load/index.js";
import type { ProgressSink } from "../../progress/index.js";
import type { WireExport } from "../exports/wire-export.js";
import type { ArchiveReceiver } from "../options/output-option.js";
import type { BuildPlan } from "../plan/build-plan.js";
import type { SharedDirectories } from "./shared-directories.js";
import { syncedRoot } from "./synced-root.js";
import { UploadTotals } from "./upload-totals.js";

/** A session of one solve while it is open. */
export interface BuildSession {
  readonly id: string;
  /** How much there is to be sent, for the display of the solve's progress. */
  readonly uploads: UploadTotals;
  /** What failed on our side while the daemon only saw text: a file that could not be read, an export not written. */
  failure(): SlipwayError | undefined;
  /** Waits for what is still on its way to its destination once the daemon has exported. Throws what failed. */
  finish(response: Readonly<Record<string, string>>): Promise<void>;
  /** The build is through: files take their names, and what came into layouts stays. */
  keep(): Promise<void>;
  /** Ends the session and whatever still runs for it; what was taken of a result that is not kept goes. */
  close(): Promise<void>;
}

/** What a session serves beside what the plan has. */
export interface BuildSessionOptions {
  readonly plan: BuildPlan;
  readonly exports: readonly WireExport[];
  readonly progress: ProgressSink | undefined;
  /** Directories that sessions of several targets' serve. */
  readonly shared: SharedDirectories;
  /** Keeps notes of the files that are sent. */
  readonly watch?: WatchTransfer | undefined;
  /** The daemon is far away. */
  readonly far?: boolean | undefined;
}

/** Milliseconds that what takes a result is given to end once the session has: a program of the caller's may not. */
const UNDO_MS = 1_000;

/** Opens the session through which the daemon reads contexts, secrets and credentials and hands results back. */
export function openBuildSession(client: BuildKitClient, options: BuildSessionOptions): BuildSession {
  const { plan, exports, progress, shared } = options;
  const { env, docker, signal } = plan.options;
  const environment = env ?? process.env;
  let syncFailure: SlipwayError | undefined;
  const uploads = new UploadTotals();
  const files = fileSyncService({
    dirs: syncedDirectories(plan),
    watch: options.watch,
    compress: options.far,
    onProgress: (name, { wanted }) => uploads.note(name, wanted),
    onError: (_name, error) => {
      syncFailure ??= error;
    },
  });
  const unwatch = shared.watch((name, { wanted }) => uploads.note(name, wanted));
  const fileSend = createFileSend(sessionTargets(exports, plan, progress), receiveDirectory);
  const load = engineLoad(client, options);
  let layoutFailure: SlipwayError | undefined;
  let layoutBytes = 0;
  const stores = contentStores(exports, plan, load, (directory) => ({
    onFailure: (error) => {
      layoutFailure ??= onOwnDisk(directory, error);
    },
    onReceived: (bytes) => {
      layoutBytes += bytes;
    },
  }));
  const configDir = dockerConfigDir(environment, docker?.config);
  const auth = createAuthService({
    credentials: credentialsLookUp(plan.options.credentials, { env: environment, configDir }),
    configDirectory: configDir,
    insecure: async (host) => (await registrySettings(plan.builder.nodes[0], host)).plainHttp === true,
    environment,
    progress,
  });
  const session = createSession({
    sharedKey: plan.sharedKey,
    services: [
      auth,
      files,
      fileSend.services,
      ...plan.inputs,
      plan.uploads.services,
      ...(stores.size === 0 ? [] : [createContentService(stores)]),
    ],
  });
  const tunnel = client.openSession({
    metadata: session.metadata,
    services: session.services,
    signal,
  });
  // The solve itself fails when the tunnel does, with the daemon's own words.
  tunnel.ended.catch(() => undefined);
  return {
    id: session.id,
    uploads,
    failure: () =>
      syncFailure ??
      shared.failure() ??
      firstFailure(fileSend) ??
      load?.failure() ??
      layoutFailure ??
      plan.engineImages.failure(),
    finish: async (response) => {
      await load?.finish(response["containerimage.digest"]);
      // The daemon may take a refusal of ours for a success.
      const failed = firstFailure(fileSend);
      if (failed !== undefined) throw failed;
      progress?.update({ received: fileSend.received() + layoutBytes });
    },
    keep: async () => {
      await fileSend.keep();
      for (const { ingest } of stores.values()) ingest?.keep?.();
    },
    close: async () => {
      unwatch();
      tunnel.close();
      await Promise.race([fileSend.settled(), new Promise((done) => setTimeout(done, UNDO_MS).unref())]);
      for (const { ingest } of stores.values()) ingest?.close?.();
      await load?.close();
    },
  };
}

/** A disk that is full is this machine's, not the builder's. */
function onOwnDisk(directory: string, error: SlipwayError): SlipwayError {
  if (error.code !== "disk-full") return error;
  return error.copyWith({ hint: `the disk of this machine that has ${directory} is full: make room there` });
}

/** Local caches, image layouts used as contexts, and images that are written as layouts or loaded into an engine. */
function contentStores(
  exports: readonly WireExport[],
  plan: BuildPlan,
  load: EngineLoad | undefined,
  watch: (directory: string) => LayoutWatch,
) {
  const layout = (directory: string) => createLayoutStore(directory, "read-write", watch(directory));
  const stores = new Map<string, ContentStore>();
  for (const { store, directory } of plan.cacheImports.local) {
    stores.set(store, createLayoutStore(directory, "read-only"));
  }
  for (const { id, store } of plan.named.layouts) stores.set(`oci:${id}`, store);
  for (const { store, directory } of plan.cacheExports.local) {
    stores.set(store, layout(directory));
  }
  for (const { target } of exports) {
    if (target.kind === "layout") stores.set("export", layout(target.path));
  }
  if (load !== undefined) stores.set("export", load.content);
  return stores;
}

/** The load of the one export that goes into an engine layer by layer. */
function engineLoad(
  source: BuildKitClient,
  { plan, exports, progress }: BuildSessionOptions,
): EngineLoad | undefined {
  for (const { engine, loadAs, store, platforms } of exports) {
    if (engine === undefined || loadAs === undefined || store === undefined) continue;
    const { signal } = plan.options;
    return createEngineLoad({ engine, source, store, platforms, names: loadAs, progress, signal });
  }
  return undefined;
}

function firstFailure({ failures }: FileSend): SlipwayError | undefined {
  const [first] = failures.values();
  return first;
}

function syncedDirectories({ main, named }: BuildPlan): Map<string, SyncedDirectory> {
  const all = [...main.directories, ...named.directories];
  return new Map(all.map(([name, directory]) => [name, { root: syncedRoot(directory) }]));
}

function sessionTargets(exports: readonly WireExport[], plan: BuildPlan, progress: ProgressSink | undefined) {
  const targets = new Map<number, SessionExport>();
  exports.forEach((item, index) => {
    const target = sessionTarget(item, plan, progress);
    if (target !== undefined) targets.set(index, target);
  });
  return targets;
}

function sessionTarget(
  { target, engine }: WireExport,
  plan: BuildPlan,
  progress: ProgressSink | undefined,
): SessionExport | undefined {
  switch (target.kind) {
    case "file":
      return { type: "file", path: target.path };
    case "stdout":
      return { type: "writable", stream: (plan.options.stdout ?? process.stdout) as NodeJS.WriteStream };
    case "receiver":
      return { type: "consumer", consume: (archive) => receive(archive, target.receiver) };
    case "directory":
      return { type: "directory", path: target.path, mode: target.mode };
    case "engine": {
      if (engine === undefined) throw new SlipwayError("internal", "an engine export without its engine");
      const { signal } = plan.options;
      const consume = { progress, signal };
      return { type: "consumer", consume: (archive) => importArchive(engine, archive, consume) };
    }
    default:
      return undefined;
  }
}

async function receive(archive: Readable, receiver: ArchiveReceiver): Promise<void> {
  if ("stream" in receiver) await pipeline(archive, receiver.stream);
  else await receiver.consume(archive);
}
