import {
  connectEngine,
  currentContext,
  type DockerContext,
  dockerConfigDir,
  type Engine,
  endpointKey,
  listDockerContexts,
} from "../../engine/index.js";
import type { ConnectedOptions } from "../connections/connection-pool.js";
import { BuilderStore } from "../store/builder-store.js";
import { StateDirectory } from "../store/state-directory.js";
import type { BuilderOptions } from "../types.js";

/** What one operation on builders works with: the store, the Docker configuration and the engines, each found once. */
export class BuilderScope {
  readonly context: ConnectedOptions;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly store: BuilderStore;
  readonly #engines = new Map<string, Promise<Engine>>();
  #contexts: Promise<readonly DockerContext[]> | undefined;

  constructor(context: ConnectedOptions = {}) {
    this.context = context;
    this.env = context.env ?? process.env;
    const directory = dockerConfigDir(this.env, context.docker?.config);
    this.store = new BuilderStore(StateDirectory.locate(directory, this.env));
  }

  /** For engine helpers. */
  get docker(): Pick<BuilderOptions, "env" | "docker" | "onWarning"> {
    return { env: this.env, docker: this.context.docker, onWarning: this.context.onWarning };
  }

  /** For calls that can be cancelled. */
  get signal(): Pick<BuilderOptions, "signal"> {
    return { signal: this.context.signal };
  }

  warn(message: string): void {
    this.context.onWarning?.(message);
  }

  /** Every docker context, `default` included. */
  contexts(): Promise<readonly DockerContext[]> {
    this.#contexts ??= listDockerContexts(this.docker);
    return this.#contexts;
  }

  async isContext(name: string): Promise<boolean> {
    return (await this.contexts()).some((context) => context.name === name);
  }

  /** The current docker context's name. */
  async currentContext(): Promise<string> {
    return (await currentContext(this.docker)).name;
  }

  /** The key under which the selected builder is remembered. */
  endpointKey(): Promise<string> {
    return endpointKey(this.docker);
  }

  /** The engine at a node's endpoint: a docker context's name or a URL. Opens no connection yet. */
  engine(endpoint: string): Promise<Engine> {
    let engine = this.#engines.get(endpoint);
    if (engine === undefined) {
      engine = this.#connect(endpoint);
      this.#engines.set(endpoint, engine);
    }
    return engine;
  }

  /** Runs `work` under the store's lock. */
  transaction<T>(work: () => Promise<T>): Promise<T> {
    return this.store.transaction(work, {
      ...this.signal,
      onWait: () => this.warn("waiting for another process that is changing the builders"),
    });
  }

  async #connect(endpoint: string): Promise<Engine> {
    // Only without an endpoint may the Docker CLI that runs us as its plugin make the connection.
    const isCurrent = endpoint === (await this.currentContext());
    return connectEngine({ ...this.docker, ...(isCurrent ? {} : { endpoint }) });
  }
}
