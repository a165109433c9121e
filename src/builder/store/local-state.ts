import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { SlipwayError } from "../../errors/index.js";
import { fileError } from "../../util/file-error.js";
import { stringifyLikeGo } from "../../util/go-json.js";
import { hasCode, type StateDirectory } from "./state-directory.js";

const refs = "refs";
const groups = join(refs, "__group__");

/** What this machine knows of a build beside what the daemon records. */
export interface BuildState {
  /** Empty for the Dockerfile's last stage. */
  readonly target: string;
  /** Absolute path of the context, or the remote context as given. */
  readonly localPath: string;
  /** Absolute, or relative to a remote context. */
  readonly dockerfilePath: string;
  /** The group of builds it was started with. */
  readonly groupRef?: string;
}

/** Builds that were started together. */
export interface BuildGroup {
  /** What was asked for, by name. */
  readonly targets: readonly string[];
  /** The ids of the builds, without builder and node. */
  readonly refs: readonly string[];
}

/** The `refs` tree: where builds were started from, for `history`. */
export class LocalState {
  readonly #directory: StateDirectory;

  constructor(directory: StateDirectory) {
    this.#directory = directory;
  }

  /** Throws `invalid-argument` for a name that is no path component, `io-error`. */
  async save(builder: string, node: string, ref: string, state: BuildState): Promise<void> {
    const data = stringifyLikeGo({
      Target: state.target,
      LocalPath: state.localPath,
      DockerfilePath: state.dockerfilePath,
      ...(state.groupRef ? { GroupRef: state.groupRef } : {}),
    });
    await this.#directory.write(refPath(builder, node, ref), data, { mode: 0o644, durable: false });
  }

  /** Notes which builds were started together, and for which targets. Throws as {@link save}. */
  async saveGroup(group: string, targets: readonly string[], buildRefs: readonly string[]): Promise<void> {
    if (!isComponent(group)) throw new SlipwayError("invalid-argument", `"${group}" cannot name a group`);
    const data = stringifyLikeGo({ ...(targets.length > 0 ? { Targets: targets } : {}), Refs: buildRefs });
    await this.#directory.write(join(groups, group), data, { mode: 0o600, durable: false });
  }

  /** Undefined when the build is not known here or its file is unreadable. */
  async read(builder: string, node: string, ref: string): Promise<BuildState | undefined> {
    if (![builder, node, ref].every(isComponent)) return undefined;
    const value = await this.#json(refPath(builder, node, ref));
    if (value === undefined) return undefined;
    const groupRef = text(value.GroupRef);
    return {
      target: text(value.Target),
      localPath: text(value.LocalPath),
      dockerfilePath: text(value.DockerfilePath),
      ...(groupRef === "" ? {} : { groupRef }),
    };
  }

  /** The group of that id; undefined when it is not known here or its file is unreadable. */
  async readGroup(group: string): Promise<BuildGroup | undefined> {
    if (!isComponent(group)) return undefined;
    const value = await this.#json(join(groups, group));
    return value === undefined ? undefined : { targets: texts(value.Targets), refs: texts(value.Refs) };
  }

  /** Forgets a builder's builds, and the groups that only they were in. */
  async removeBuilder(builder: string): Promise<void> {
    for (const node of await this.#list(refPath(builder))) await this.removeNode(builder, node);
    await this.#directory.remove(refPath(builder));
  }

  /** Forgets a node's builds, and the groups that only they were in. */
  async removeNode(builder: string, node: string): Promise<void> {
    const members = new Map<string, number>();
    for (const ref of await this.#list(refPath(builder, node))) {
      const group = (await this.read(builder, node, ref))?.groupRef;
      if (group !== undefined) members.set(group, (members.get(group) ?? 0) + 1);
    }
    for (const [group, count] of members) await this.#removeEmptiedGroup(group, count);
    await this.#directory.remove(refPath(builder, node));
  }

  async #removeEmptiedGroup(group: string, removed: number): Promise<void> {
    if (!isComponent(group)) return;
    const list = (await this.#json(join(groups, group)))?.Refs;
    if (Array.isArray(list) && list.length === removed) await this.#directory.remove(join(groups, group));
  }

  async #list(directory: string): Promise<string[]> {
    try {
      return await readdir(this.#directory.resolve(directory));
    } catch (error) {
      if (hasCode(error, "ENOENT", "ENOTDIR")) return [];
      throw fileError("cannot list", this.#directory.resolve(directory), error);
    }
  }

  async #json(file: string): Promise<Readonly<Record<string, unknown>> | undefined> {
    const data = await this.#directory.read(file);
    if (data === undefined) return undefined;
    try {
      const value: unknown = JSON.parse(data.toString("utf8"));
      return typeof value === "object" && value !== null ? { ...value } : undefined;
    } catch {
      return undefined;
    }
  }
}

function refPath(...parts: readonly string[]): string {
  const bad = parts.find((part) => !isComponent(part));
  if (bad === undefined) return join(refs, ...parts);
  throw new SlipwayError("invalid-argument", `"${bad}" cannot be part of a build's reference`);
}

function isComponent(part: string): boolean {
  return part !== "" && part !== "." && part !== ".." && !/[/\\\0]/.test(part);
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
