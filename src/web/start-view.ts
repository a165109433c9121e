import { canceledError } from "../errors/index.js";
import { Access } from "./access/access.js";
import type { BuildView, ServeBuildsOptions } from "./build-view.js";
import { parseAddress } from "./http/address.js";
import { type PageFiles, readPageFiles } from "./http/page-files.js";
import { ViewServer } from "./server/view-server.js";
import { ViewState } from "./server/view-state.js";

const DEFAULT = "127.0.0.1:0";

/** Serves the view with the page of this package, or another. Throws as `serveBuilds`. */
export async function startView(options: ServeBuildsOptions, page?: PageFiles): Promise<BuildView> {
  const { addr = DEFAULT, signal, ...rest } = options;
  if (signal?.aborted) throw canceledError(signal);
  const where = parseAddress(addr);
  const files = page ?? (await readPageFiles());
  const ending = new AbortController();
  const state = new ViewState({ ...rest, signal: ending.signal });
  const access = new Access();
  const server = new ViewServer(where.host, { state, access, files, signal: ending.signal });
  const address = await server.listen(where);
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
