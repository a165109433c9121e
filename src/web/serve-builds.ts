import type { BuilderOptions } from "../builder/index.js";
import { contextFields } from "../builder/options/context-options.js";
import { canceledError, withCaller } from "../errors/index.js";
import { checkOptions, fields, text } from "../util/options/index.js";
import { Access } from "./access/access.js";
import { parseAddress } from "./http/address.js";
import { type PageFiles, readPageFiles } from "./http/page-files.js";
import { ViewServer } from "./server/view-server.js";
import { ViewState } from "./server/view-state.js";

const DEFAULT = "127.0.0.1:0";

/** Options of serveBuilds. */
export interface ServeBuildsOptions extends BuilderOptions {
  /**
   * Where to listen, `HOST:PORT`; port 0 for any that is free. A host other than loopback lets everyone in who has a link.
   * Default `127.0.0.1:0`.
   */
  readonly addr?: string | undefined;
}

/** {@link ServeBuildsOptions}, described. */
export const serveBuildsOptions = fields<ServeBuildsOptions>({ ...contextFields, addr: text });

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

/**
 * Serves the view of builds: those of all builders that run, live and past. Boots nothing. `options.signal` ends it, as
 * `close()` and the end of an `await using` block do.
 *
 * @throws SlipwayError `invalid-argument` for a bad address, `io-error` for one that cannot be had, `canceled`.
 */
export async function serveBuilds(options: ServeBuildsOptions = {}): Promise<BuildView> {
  return withCaller(serveBuilds, async () => {
    checkOptions("serveBuilds", serveBuildsOptions, options);
    parseAddress(options.addr ?? DEFAULT);
    return startView(options, await readPageFiles());
  });
}

/** As {@link serveBuilds}, with a page. */
export async function startView(options: ServeBuildsOptions, files: PageFiles): Promise<BuildView> {
  const { addr = DEFAULT, signal, ...rest } = options;
  if (signal?.aborted) throw canceledError(signal);
  const where = parseAddress(addr);
  const ending = new AbortController();
  const state = new ViewState({ ...rest, signal: ending.signal });
  const access = new Access();
  const server = new ViewServer(where.host, { state, access, files, signal: ending.signal });
  const address = await server.listen(where);
  void state.watch.start();
  const end = async () => {
    ending.abort(canceledError());
    await server.close();
    await state.close();
  };
  let ended: Promise<void> | undefined;
  let closed = () => {};
  const whenClosed = new Promise<void>((resolve) => {
    closed = resolve;
  });
  const close = () => {
    ended ??= end().finally(closed);
    return ended;
  };
  signal?.addEventListener("abort", () => void close(), { once: true });
  return {
    address,
    link: (ref) => `http://${address}/#${access.newCode()}${ref === undefined ? "" : `/builds/${ref}`}`,
    closed: whenClosed,
    close,
    [Symbol.asyncDispose]: close,
  };
}
