import { randomUUID } from "node:crypto";
import { EventEmitter } from "node:events";
import { isDeepStrictEqual } from "node:util";
import { type KubeObject, timestamp } from "./objects.js";
import { apiVersion, type Resource, resourceNamed } from "./resources.js";
import { alreadyExists, conflict, notFound, tooOld } from "./status.js";

/** One change of an object, as watches report it. */
export interface Change {
  readonly type: "ADDED" | "MODIFIED" | "DELETED";
  readonly resource: Resource;
  readonly object: KubeObject;
  readonly previous?: KubeObject | undefined;
  readonly version: number;
}

/** How many changes are remembered for watches; older ones are answered with 410. */
const remembered = 5_000;

/** All objects, with one counter of versions as etcd has it. Emits `change` after each. */
export class Store extends EventEmitter<{ change: [Change] }> {
  readonly #objects = new Map<string, KubeObject>();
  #changes: Change[] = [];
  readonly #untold: Change[] = [];
  #version = 1000;
  #oldest = 1000;

  get version(): number {
    return this.#version;
  }

  find<T extends KubeObject>(plural: string, namespace: string | undefined, name: string): T | undefined {
    return this.#objects.get(key(resourceNamed(plural), namespace, name)) as T | undefined;
  }

  get<T extends KubeObject>(resource: Resource, namespace: string | undefined, name: string): T {
    const found = this.#objects.get(key(resource, namespace, name));
    if (found === undefined) throw notFound(resource, name);
    return found as T;
  }

  /** Those of a namespace, or of all of them; by name. */
  list<T extends KubeObject>(plural: string, namespace?: string): T[] {
    const start = key(resourceNamed(plural), namespace, "");
    const found = [...this.#objects].filter(([path]) => path.startsWith(start));
    return found.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, object]) => object as T);
  }

  /** Adds an object and gives it what the server gives. Throws an ApiError when its name is taken. */
  create<T extends KubeObject>(resource: Resource, namespace: string | undefined, given: T): T {
    const { name } = given.metadata;
    const path = key(resource, namespace, name);
    if (this.#objects.has(path)) throw alreadyExists(resource, name);
    const object = structuredClone(given);
    object.apiVersion = apiVersion(resource);
    object.kind = resource.kind;
    object.metadata = {
      ...object.metadata,
      ...(namespace === undefined ? {} : { namespace }),
      uid: randomUUID(),
      creationTimestamp: timestamp(),
      ...(object.spec === undefined ? {} : { generation: 1 }),
    };
    return this.#write("ADDED", resource, path, object);
  }

  /**
   * Replaces an object by what `change` makes of a copy. A given `resourceVersion` must be the current one. The
   * generation counts changes of `spec`. Nothing happens when nothing differs.
   */
  update<T extends KubeObject>(
    resource: Resource,
    namespace: string | undefined,
    name: string,
    change: (copy: T) => T | undefined,
  ): T {
    const path = key(resource, namespace, name);
    const previous = this.get<T>(resource, namespace, name);
    const copy = structuredClone(previous);
    const object = change(copy) ?? copy;
    const { metadata } = object;
    if (metadata.resourceVersion && metadata.resourceVersion !== previous.metadata.resourceVersion)
      throw conflict(resource, name);
    const { uid, creationTimestamp, generation, deletionTimestamp, resourceVersion } = previous.metadata;
    object.apiVersion = previous.apiVersion;
    object.kind = previous.kind;
    object.metadata = {
      ...metadata,
      ...{ name, uid, creationTimestamp, resourceVersion },
      ...(namespace === undefined ? {} : { namespace }),
      ...(generation === undefined ? {} : { generation }),
      ...(deletionTimestamp === undefined ? {} : { deletionTimestamp }),
    };
    if (isDeepStrictEqual(object, previous)) return previous;
    if (generation !== undefined && !isDeepStrictEqual(object.spec, previous.spec))
      object.metadata.generation = generation + 1;
    return this.#write("MODIFIED", resource, path, object, previous);
  }

  /** Takes an object away, if it is there. */
  remove(resource: Resource, namespace: string | undefined, name: string): void {
    const path = key(resource, namespace, name);
    const object = this.#objects.get(path);
    if (object !== undefined) this.#write("DELETED", resource, path, structuredClone(object), object);
  }

  /** The changes after a version. Throws an ApiError (410) when they are no longer known. */
  since(version: number): readonly Change[] {
    if (version < this.#oldest) throw tooOld(version, this.#oldest);
    return this.#changes.filter((change) => change.version > version);
  }

  /** Forgets the changes until now, as etcd's compaction does: watches from before are answered with 410. */
  compact(): void {
    this.#changes = [];
    this.#oldest = this.#version;
  }

  /** One change after the other, also where a listener makes another. */
  #tell(change: Change): void {
    this.#untold.push(change);
    if (this.#untold.length > 1) return;
    for (let next: Change | undefined = change; next !== undefined; next = this.#untold[0]) {
      try {
        this.emit("change", next);
      } finally {
        this.#untold.shift();
      }
    }
  }

  #write<T extends KubeObject>(
    type: Change["type"],
    resource: Resource,
    path: string,
    object: T,
    previous?: T,
  ): T {
    const version = ++this.#version;
    object.metadata.resourceVersion = String(version);
    if (type === "DELETED") this.#objects.delete(path);
    else this.#objects.set(path, object);
    const change = { type, resource, object, previous, version };
    this.#changes.push(change);
    if (this.#changes.length > remembered) this.#oldest = this.#changes.shift()?.version ?? this.#oldest;
    this.#tell(change);
    return object;
  }
}

/** Events are one resource in two groups. */
function key({ plural }: Resource, namespace: string | undefined, name: string): string {
  return `${plural}/${namespace === undefined ? "" : `${namespace}/`}${name}`;
}
