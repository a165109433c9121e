import type { Platform } from "../../oci/platform.js";

/** A builder as the store keeps it. Null means what it means in the file: nothing was given. */
export interface StoredBuilder {
  /** As the user wrote it; the file's name is its lower-case form. */
  readonly name: string;
  readonly driver: string;
  readonly nodes: readonly StoredNode[];
  readonly dynamic: boolean;
  /** Fields of a newer buildx, kept as they are. */
  readonly extra: Readonly<Record<string, unknown>>;
}

/** A node of a {@link StoredBuilder}. */
export interface StoredNode {
  readonly name: string;
  /** A docker context's name or an endpoint's URL. */
  readonly endpoint: string;
  readonly platforms: readonly Platform[] | null;
  readonly driverOptions: Readonly<Record<string, string>> | null;
  readonly flags: readonly string[] | null;
  /** By path below /etc/buildkit. */
  readonly files: ReadonlyMap<string, Uint8Array> | null;
  /**
   * Which of the options and of the configuration were taken over from the engine, each with where it was found: by
   * `env.NAME`, and by `registry.HOST.KEY`. Absent where nothing was.
   */
  readonly inherited?: Readonly<Record<string, string>> | undefined;
  /** Fields of a newer buildx, kept as they are. */
  readonly extra: Readonly<Record<string, unknown>>;
}
