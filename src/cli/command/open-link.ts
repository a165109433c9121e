import { existsSync, rmSync } from "node:fs";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { undoAtExit } from "../../util/undo-at-exit.js";
import { openUrl } from "./open-url.js";

type Env = Readonly<Record<string, string | undefined>>;

/** How long a browser may take to start and read the file, milliseconds. */
const PATIENCE = 60_000;

/** Browsers that have a temporary directory of their own, and would not find the file. */
const CONFINED = ["firefox", "chromium", "brave", "opera"].map((name) => `/snap/bin/${name}`);

/**
 * Opens a link that must stay secret until it is used. All users of a machine may see what programs are started with, so
 * the browser is given a file that leads to the link, which its owner alone can read.
 *
 * @param closed when it resolves, the link is worth nothing
 * @throws what `openUrl` throws, the system's error where the file cannot be written.
 */
export async function openLink(link: string, closed: Promise<void>, env: Env): Promise<void> {
  if (!isReadByBrowsers(env)) return openUrl(link, env, { apart: true });
  const directory = await mkdtemp(join(tmpdir(), "slipway-link-"));
  const remove = () => rmSync(directory, { recursive: true, force: true });
  const forget = undoAtExit(remove);
  void Promise.race([closed, setTimeout(PATIENCE, undefined, { ref: false })]).then(() => {
    remove();
    forget();
  });
  const path = join(directory, "view.html");
  await writeFile(path, pageTo(link), { mode: 0o600, flag: "wx" });
  await openUrl(pathToFileURL(path).href, env, { apart: true });
}

/** Whether a browser finds a file of this machine, and there is somebody to hide the link from. */
function isReadByBrowsers({ WSL_DISTRO_NAME: isForWindows }: Env): boolean {
  if (process.platform === "win32" || isForWindows !== undefined) return false;
  return !CONFINED.some((path) => existsSync(path));
}

function pageTo(link: string): string {
  const url = link.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
  return `<!doctype html>
<meta charset="utf-8">
<meta name="referrer" content="no-referrer">
<meta http-equiv="refresh" content="0; url=${url}">
<title>Build view</title>
<p><a href="${url}">Build view</a></p>
`;
}
