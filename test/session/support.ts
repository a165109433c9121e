import {
  type BuildKitClient,
  openBuildKit,
  type SolveResult,
  type TypedAttrs,
} from "../../src/buildkit/client/index.js";
import {
  createBuildKitId,
  createSession,
  fileSyncService,
  MemoryTree,
} from "../../src/buildkit/session/index.js";
import type { ServiceTable } from "../../src/buildkit/transport/types.js";
import { connectEngine, type Engine } from "../../src/engine/index.js";
import type { ProgressSink } from "../../src/progress/index.js";
import { containerName, createBuilder, lab, onCleanup } from "../support/index.js";

/** A connection of our own to a builder's daemon. */
export interface Daemon {
  readonly client: BuildKitClient;
  /** Builds with the given services in the session; the Dockerfile and a context directory come with them. */
  build(options: DaemonBuild): Promise<SolveResult>;
}

export interface DaemonBuild {
  /** Absent when the context brings it. */
  readonly dockerfile?: string;
  readonly context?: string;
  readonly services?: readonly ServiceTable[];
  readonly attrs?: Readonly<Record<string, string>>;
  readonly exporters?: readonly TypedAttrs[];
  readonly cacheExports?: readonly TypedAttrs[];
  readonly cacheImports?: readonly TypedAttrs[];
  readonly progress?: ProgressSink;
}

/** Boots a builder of its own and connects to it. */
export async function connectDaemon(
  label: string,
  driverOptions: Readonly<Record<string, string>> = {},
): Promise<Daemon> {
  const builder = await createBuilder(label, { driverOptions });
  const engine: Engine = await connectEngine({ env: { ...process.env, DOCKER_HOST: lab.engineHost } });
  const stream = await engine.execStream(containerName(builder), ["buildctl", "dial-stdio"]);
  const client = openBuildKit(stream);
  onCleanup(() => {
    client.close();
    engine.close();
  });
  return { client, build: (options) => build(client, options) };
}

async function build(client: BuildKitClient, options: DaemonBuild): Promise<SolveResult> {
  const { dockerfile, context, services = [], attrs = {}, exporters = [], cacheExports = [] } = options;
  const dirs = new Map<string, { root: string | MemoryTree }>();
  if (dockerfile !== undefined) {
    dirs.set("dockerfile", { root: new MemoryTree([["Dockerfile", { content: dockerfile }]]) });
  }
  if (context !== undefined) dirs.set("context", { root: context });
  const session = createSession({ sharedKey: "", services: [fileSyncService({ dirs }), ...services] });
  const tunnel = client.openSession(session);
  tunnel.ended.catch(() => undefined);
  try {
    return await client.solve({
      ref: createBuildKitId(),
      sessionId: session.id,
      frontend: "dockerfile.v0",
      frontendAttrs: attrs,
      exporters,
      cacheExports,
      cacheImports: options.cacheImports ?? [],
      entitlements: [],
      ...(options.progress === undefined ? {} : { progress: options.progress }),
    });
  } finally {
    tunnel.close();
  }
}
