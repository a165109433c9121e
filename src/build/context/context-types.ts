import type { Readable } from "node:stream";
import type { MemoryTree } from "../../buildkit/session/index.js";
import type { ContextSource } from "../options/context-source.js";

/** A directory the daemon may read: on disk or in memory. */
export type ContextDirectory =
  | { readonly kind: "disk"; readonly root: string }
  | { readonly kind: "memory"; readonly tree: MemoryTree };

/** The main context and the Dockerfile, as attributes of the frontend and directories of the session. */
export interface MainContext {
  readonly attrs: Readonly<Record<string, string>>;
  readonly directories: ReadonlyMap<string, ContextDirectory>;
  /** The context's directory on this machine, when it has one. */
  readonly localDirectory?: string;
  /** The Dockerfile's path as the build's local state records it. */
  readonly dockerfilePath: string;
  /** Where lint output says the Dockerfile is. */
  readonly dockerfileName: string;
}

/** What the main context is made of. */
export interface MainContextRequest {
  readonly context: string | ContextSource;
  readonly file: string | undefined;
  /** The Dockerfile itself. */
  readonly dockerfile: string | undefined;
  readonly cwd: string;
  readonly stdin: Readable;
  /** Fetches a Dockerfile given as a URL, through the builder. */
  readonly fetchUrl: (url: string) => Promise<Uint8Array>;
  /** Offers an archive to the daemon; gives the URL it is fetched from, once. */
  readonly offerArchive: (archive: Readable) => string;
}
