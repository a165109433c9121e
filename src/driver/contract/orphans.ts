import type { Engine, Env } from "../../engine/index.js";

/** What of a builder may be left where its record is gone, or the record that is left alone. */
export type OrphanKind = "container" | "volume" | "network" | "directory" | "record";

/** Something that was made for a builder that no record knows. */
export interface FoundOrphan {
  readonly kind: OrphanKind;
  /** The engine's name for it, or a path. */
  readonly name: string;
  /** The node it was made for; undefined where that cannot be told. */
  readonly node?: string | undefined;
  /** Where it is: the engine's address; undefined for what is on this machine's disk. */
  readonly host?: string | undefined;
  /** Bytes; undefined where nobody can tell in reasonable time. */
  readonly size?: number | undefined;
  /** When it was last used, as far as can be told. */
  readonly lastUsed?: Date | undefined;
  /** Why it must stay, such as a build that runs there. */
  readonly inUse?: string | undefined;
  /** Removes it. Throws what asking the engine throws, `io-error` for what is on disk. */
  remove(options?: { readonly signal?: AbortSignal | undefined }): Promise<void>;
}

/** An engine with the nodes that records have on it. */
export interface EngineNodes {
  readonly engine: Engine;
  /** Whether a record has, or may have, a node of that name there. */
  isKnown(node: string): boolean;
}

/** What a driver looks for orphans with. */
export interface OrphanRequest {
  /** Engines that answer, each once. */
  readonly engines: readonly EngineNodes[];
  /** Every node of every record by its engine's address, also of engines that do not answer. */
  readonly nodes: readonly { readonly host: string; readonly node: string }[];
  /** All engines answered and all records could be read: what is not known then is known nowhere. */
  readonly complete: boolean;
  readonly env: Env;
  /** Whether somebody wants to know how large volumes are. */
  readonly sizes: boolean;
  readonly signal?: AbortSignal | undefined;
}
