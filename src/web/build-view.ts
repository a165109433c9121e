import type { BuilderOptions } from "../builder/index.js";

/** Options of serveBuilds. */
export interface ServeBuildsOptions extends BuilderOptions {
  /**
   * Where to listen, `HOST:PORT`; port 0 for any that is free. A host other than loopback lets everyone in who has a link.
   * Default `127.0.0.1:0`.
   */
  readonly addr?: string | undefined;
}

/** The view of builds in the browser, while it is served. */
export interface BuildView extends AsyncDisposable {
  /** `HOST:PORT` where it listens. */
  readonly address: string;
  /**
   * A link that opens the view, once: whoever opens it first may look at all builds and prune caches.
   *
   * @param ref `BUILDER/NODE/REF` of the build to show. Default: the list
   */
  link(ref?: string): string;
  /** Resolves when the view has ended. */
  readonly closed: Promise<void>;
  /** Ends it, with everything that is open. */
  close(): Promise<void>;
}
