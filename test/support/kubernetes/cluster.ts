import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onCleanup } from "../sandbox.js";
import { Access, type Denial, type User } from "./api/access.js";
import { createObject } from "./api/handlers.js";
import type { KubeObject, Pod } from "./api/objects.js";
import { type Resource, resourceNamed } from "./api/resources.js";
import { ApiServer } from "./api/server.js";
import { Store } from "./api/store.js";
import { releaseClaim } from "./controllers/claims.js";
import { reconcile } from "./controllers/reconcile.js";
import { type Credentials, makeCredentials } from "./credentials.js";
import { type KubeconfigOptions, writeKubeconfig } from "./kubeconfig.js";
import { ClusterNode, defaultNode, type NodeOptions, nodeObject } from "./node/node.js";
import { normalizeObject } from "./normalize-object.js";
import { Refusals } from "./refusals.js";
import type { StreamProtocol } from "./streams/remote-streams.js";

/** How a cluster may differ from the usual one. */
export interface ClusterOptions {
  /** HTTPS with an authority of its own, or plain HTTP. Default true. */
  readonly tls?: boolean;
  /** More namespaces than `default`. */
  readonly namespaces?: readonly string[];
  /** The node's labels, taints and size. */
  readonly node?: Partial<NodeOptions>;
  /** The engine's network of pods. `host` lets them reach a registry of this machine. Default `bridge`. */
  readonly network?: string;
  /** How long the node waits, of what a real one does: probes' delays, back-offs. Default 0.1. */
  readonly pace?: number;
  /** What exec speaks. Default: all, as servers do today. */
  readonly streams?: readonly StreamProtocol[];
  /** Called before each answer, with method and path; what it waits for delays the answer. */
  readonly delay?: (request: string) => Promise<void>;
}

/** A Kubernetes cluster with one node whose pods are containers of the local engine. */
export class Cluster {
  readonly id = `slipway-kube-${randomBytes(4).toString("hex")}`;
  /** What every container and volume of the cluster carries. */
  readonly labels = { "slipway.test.cluster": this.id };
  /** Holds kubeconfig files and the files of ConfigMaps. */
  readonly directory = mkdtempSync(join(tmpdir(), "slipway-kube-"));
  readonly token = randomBytes(16).toString("hex");
  readonly store = new Store();
  readonly access: Access;
  readonly refusals = new Refusals();
  readonly credentials: Credentials | undefined;
  readonly node: ClusterNode;
  readonly options: { readonly [Key in "pace" | "network"]: Required<ClusterOptions>[Key] } & {
    readonly node: NodeOptions;
    readonly streams: readonly StreamProtocol[];
    readonly delay: (request: string) => Promise<void>;
  };
  /** Every request so far, as `METHOD /path?query`. */
  readonly requests: string[] = [];
  /** Every command that was run in a pod. */
  readonly execs: { protocol: StreamProtocol; pod: string; container: string; command: readonly string[] }[] =
    [];
  /** Every object as clients and controllers sent it, before the server filled anything in. */
  readonly sent: KubeObject[] = [];
  /** The server's address. */
  url = "";
  readonly #server: ApiServer;
  #reconciling: NodeJS.Immediate | undefined;
  readonly #timers = new Set<NodeJS.Timeout>();
  #closed = false;

  constructor(options: ClusterOptions, users: readonly User[] = []) {
    this.options = {
      pace: options.pace ?? 0.1,
      network: options.network ?? "bridge",
      node: { ...defaultNode, ...options.node },
      streams: options.streams ?? ["websocket-v5", "websocket-v4", "spdy"],
      delay: options.delay ?? (() => Promise.resolve()),
    };
    this.access = new Access([{ name: "admin", token: this.token }, ...users]);
    if (options.tls !== false) this.credentials = makeCredentials(this.directory, "admin");
    this.#server = new ApiServer(this, this.credentials);
    this.store.setMaxListeners(0);
    for (const name of ["default", ...(options.namespaces ?? [])]) this.addNamespace(name);
    this.store.create(resourceNamed("nodes"), undefined, nodeObject(this.options.node));
    this.node = new ClusterNode(this);
    this.store.on("change", (change) => {
      releaseClaim(this, change);
      if (change.resource.plural === "namespaces" && change.type === "ADDED")
        this.#addServiceAccount(change.object.metadata.name);
      if (change.resource.plural !== "events") this.reconcileIn(0);
    });
  }

  async listen(): Promise<void> {
    const port = await this.#server.listen();
    this.url = `${this.credentials ? "https" : "http"}://127.0.0.1:${port}`;
  }

  /** Ends the server, its connections and every pod, and removes all that they left. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const timer of this.#timers) clearTimeout(timer);
    clearImmediate(this.#reconciling);
    await this.#server.close();
    await this.node.close();
    rmSync(this.directory, { recursive: true, force: true });
  }

  /** Ends every connection of clients at once. */
  cutConnections(): void {
    this.#server.cutConnections();
  }

  /** Writes a kubeconfig file; its path is for `KUBECONFIG`. */
  kubeconfig(options?: KubeconfigOptions): string {
    return writeKubeconfig(this, options);
  }

  /** Evicts a pod, as a node does that runs out of disk space; its controller makes another. */
  async evict(name: string, namespace = "default"): Promise<void> {
    const pod = this.store.get<Pod>(resourceNamed("pods"), namespace, name);
    await this.node.evict(
      pod,
      "The node was low on resource: ephemeral-storage. Threshold quantity: 10Gi, available: 9Gi. ",
    );
  }

  /** Forbids something as RBAC does, until the returned function is called. */
  deny(denial: Denial): () => void {
    return this.access.deny(denial);
  }

  /** Creates an object as an administrator does; its namespace is in its metadata, `default` unless given. */
  create(plural: string, object: Pick<KubeObject, "metadata" | "spec" | "data">): KubeObject {
    const resource = resourceNamed(plural);
    const namespace = resource.namespaced ? (object.metadata.namespace ?? "default") : undefined;
    return createObject(this, resource, namespace, {
      apiVersion: "",
      kind: resource.kind,
      ...object,
    } as KubeObject);
  }

  addNamespace(name: string, labels: Record<string, string> = {}): void {
    const named = { ...labels, "kubernetes.io/metadata.name": name };
    const metadata = { name, labels: named };
    const status = { phase: "Active" };
    this.store.create(resourceNamed("namespaces"), undefined, {
      apiVersion: "v1",
      kind: "Namespace",
      metadata,
      status,
    });
    this.#addServiceAccount(name);
  }

  #addServiceAccount(namespace: string): void {
    if (this.store.find("serviceaccounts", namespace, "default") !== undefined) return;
    const account = { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "default" } };
    this.store.create(resourceNamed("serviceaccounts"), namespace, account);
  }

  /** Keeps what a client sent. */
  record({ kind }: Resource, object: KubeObject): void {
    this.sent.push({ ...structuredClone(object), kind });
  }

  /** What was sent of these kinds, normalized so that two clients' objects can be compared field by field. */
  sentObjects(...kinds: readonly string[]): unknown[] {
    return this.sent.filter(({ kind }) => kinds.includes(kind)).map((object) => normalizeObject(object));
  }

  /** Lets the controllers look at all objects, after so many milliseconds. */
  reconcileIn(milliseconds: number): void {
    if (this.#closed) return;
    if (milliseconds > 0) {
      const timer = setTimeout(() => {
        this.#timers.delete(timer);
        this.reconcileIn(0);
      }, milliseconds);
      this.#timers.add(timer);
      return;
    }
    this.#reconciling ??= setImmediate(() => {
      this.#reconciling = undefined;
      if (!this.#closed) reconcile(this);
    });
  }
}

/** Starts a cluster; it is gone after the test file, with everything it started. */
export async function startCluster(
  options: ClusterOptions & { readonly users?: readonly User[] } = {},
): Promise<Cluster> {
  const cluster = new Cluster(options, options.users);
  onCleanup(() => cluster.close());
  await cluster.listen();
  return cluster;
}
