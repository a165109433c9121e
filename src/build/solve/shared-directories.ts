import type { BuildKitClient } from "../../buildkit/client/index.js";
import {
  createSession,
  fileSyncService,
  type Session,
  type SyncedDirectory,
} from "../../buildkit/session/index.js";
import type { SessionTunnel } from "../../buildkit/transport/index.js";
import type { SlipwayError } from "../../errors/index.js";
import { type Recorders, watchTransfers } from "../notes/watch-transfers.js";
import type { BuildPlan } from "../plan/build-plan.js";
import { syncedRoot } from "./synced-root.js";

/** The part of a plan that sharing looks at. */
export type SharingPlan = Pick<BuildPlan, "name" | "sharedKey" | "shares"> & {
  readonly main: Pick<BuildPlan["main"], "directories">;
  readonly named: Pick<BuildPlan["named"], "directories">;
};

/** Told how many bytes of a directory there are to send. */
export type TransferListener = (name: string, progress: { readonly wanted: number }) => void;

/** A session for directories that several targets read: no two of them have the same name. */
interface SharedSession {
  readonly directories: Map<string, SyncedDirectory>;
  readonly session: Session;
  readonly recorders: Recorders;
}

/**
 * Directories that several targets of one invocation read on the same node. Each gets one session that serves it to all
 * of them, so that it is sent once and the targets' equal steps are the same to the daemon.
 */
export class SharedDirectories {
  readonly #sessions = new Map<string, SharedSession[]>();
  /** By the plan's name and the node: the attributes that name the sessions. */
  readonly #attrs = new Map<string, Map<string, Record<string, string>>>();
  readonly #opened = new Map<string, readonly SessionTunnel[]>();
  readonly #listeners = new Set<TransferListener>();
  readonly #readAhead = new Set<string>();
  #failure: SlipwayError | undefined;

  constructor(plans: readonly SharingPlan[]) {
    for (const { node, name, root, plans: sharing } of directoryUsers(plans)) {
      const [first] = sharing;
      if (first === undefined || sharing.length < 2) continue;
      const { directories, session } = this.#sessionFor(node, name, first.sharedKey);
      directories.set(name, { root });
      for (const plan of sharing) this.#note(plan, node, { [`local-sessionid:${name}`]: session.id });
    }
  }

  /** Serves a node's shared directories to the daemon; the first target that comes does so for all. */
  open(node: string, client: BuildKitClient): void {
    if (this.#opened.has(node)) return;
    const tunnels = (this.#sessions.get(node) ?? []).map(({ session: { metadata, services } }) => {
      const tunnel = client.openSession({ metadata, services });
      tunnel.ended.catch(() => undefined);
      return tunnel;
    });
    this.#opened.set(node, tunnels);
  }

  /** Attributes that tell the frontend which session has which directory. */
  attrsOf({ name }: Pick<SharingPlan, "name">, node: string): Readonly<Record<string, string>> {
    return this.#attrs.get(name)?.get(node) ?? {};
  }

  /**
   * The session that `.dockerignore` of a target's context is to be read from ahead of the frontend: `own`, the target's, or
   * the one that serves the context to several. Undefined for all of these but the first, whose step they share.
   */
  takeReadAhead(plan: Pick<SharingPlan, "name">, node: string, own: string): string | undefined {
    const shared = this.attrsOf(plan, node)["local-sessionid:context"];
    if (shared === undefined) return own;
    if (this.#readAhead.has(shared)) return undefined;
    this.#readAhead.add(shared);
    return shared;
  }

  /** The lists of a target's shared directories on a node. */
  recorders(plan: Pick<SharingPlan, "name">, node: string): Recorders {
    const attrs = this.attrsOf(plan, node);
    const found: Recorders = new Map();
    for (const { session, recorders } of this.#sessions.get(node) ?? []) {
      for (const [name, recorder] of recorders) {
        if (attrs[`local-sessionid:${name}`] === session.id) found.set(name, recorder);
      }
    }
    return found;
  }

  /** Tells a target of what is sent of shared directories, until the function it gives is called. */
  watch(listener: TransferListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** A file of a shared directory that could not be read, where the daemon only saw text. */
  failure(): SlipwayError | undefined {
    return this.#failure;
  }

  /** Ends the sessions, when all targets are through. */
  close(): void {
    for (const tunnel of [...this.#opened.values()].flat()) tunnel.close();
    this.#opened.clear();
  }

  #sessionFor(node: string, name: string, sharedKey: string): SharedSession {
    const sessions = this.#sessions.get(node) ?? [];
    this.#sessions.set(node, sessions);
    const free = sessions.find(({ directories }) => !directories.has(name));
    if (free !== undefined) return free;
    const directories = new Map<string, SyncedDirectory>();
    const recorders: Recorders = new Map();
    const files = fileSyncService({
      dirs: directories,
      watch: watchTransfers(recorders),
      onProgress: (name, progress) => {
        for (const listener of this.#listeners) listener(name, progress);
      },
      onError: (_name, error) => {
        this.#failure ??= error;
      },
    });
    const added = { directories, session: createSession({ sharedKey, services: [files] }), recorders };
    sessions.push(added);
    return added;
  }

  #note({ name }: SharingPlan, node: string, attrs: Readonly<Record<string, string>>): void {
    const byNode = this.#attrs.get(name) ?? new Map<string, Record<string, string>>();
    this.#attrs.set(name, byNode.set(node, { ...byNode.get(node), ...attrs }));
  }
}

interface DirectoryUsers {
  readonly node: string;
  readonly name: string;
  readonly root: SyncedDirectory["root"];
  readonly plans: SharingPlan[];
}

/** Each directory, on each node and under each name, with the plans that read it. */
function directoryUsers(plans: readonly SharingPlan[]): DirectoryUsers[] {
  const found = new Map<string, Map<SyncedDirectory["root"], DirectoryUsers>>();
  for (const plan of plans) {
    for (const { node } of plan.shares) {
      for (const [name, directory] of [...plan.main.directories, ...plan.named.directories]) {
        const key = `${node.name}\n${name}`;
        const roots = found.get(key) ?? new Map<SyncedDirectory["root"], DirectoryUsers>();
        found.set(key, roots);
        const root = syncedRoot(directory);
        const users = roots.get(root) ?? { node: node.name, name, root, plans: [] };
        roots.set(root, users);
        users.plans.push(plan);
      }
    }
  }
  return [...found.values()].flatMap((roots) => [...roots.values()]);
}
