import { lstat, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { SlipwayError } from "../../../errors/index.js";
import { makeDirectory } from "../../../util/make-directory.js";
import {
  type InstallRecord,
  ioError,
  isMissing,
  launcherScript,
  PLUGIN_FILE,
  readLauncher,
} from "./launcher.js";

/** What {@link installPlugin} puts where. */
export interface InstallPluginOptions {
  /** Docker's directory of the user's plugins. */
  readonly directory: string;
  /** Path of the Node that runs the program. */
  readonly node: string;
  /** Path of the program. */
  readonly script: string;
  /** The platform whose docker command is to run it. Default: the one that runs this. */
  readonly platform?: NodeJS.Platform | undefined;
}

/**
 * Puts a launcher of the program where the docker command finds it as `docker-buildx`; a file that is there is kept
 * beside it. Doing it again changes nothing, or brings the launcher up to date. Gives what to tell the user.
 *
 * @throws SlipwayError `io-error`, `unsupported`, `corrupt-state`.
 */
export async function installPlugin(options: InstallPluginOptions): Promise<string> {
  if ((options.platform ?? process.platform) === "win32") {
    throw new SlipwayError("unsupported", "the Docker CLI on Windows runs only .exe files as plugins");
  }
  const path = join(options.directory, PLUGIN_FILE);
  const created = await makePluginDirectory(options.directory);
  const present = await presentAt(path);
  const record: InstallRecord =
    present === "missing"
      ? { created }
      : present === "foreign"
        ? { saved: await freeName(options.directory), created }
        : present;
  const script = launcherScript(options.node, options.script, record);
  if (typeof present === "object" && (await readFile(path, "utf8")) === script) {
    return `${path} is up to date: docker buildx runs Slipway.`;
  }
  await putInPlace(path, script, present === "foreign" ? record.saved : undefined);
  const kept =
    record.saved === undefined
      ? ""
      : `\nThe docker-buildx that was there is kept as ${join(options.directory, record.saved)}; "slipway uninstall-plugin" puts it back.`;
  return `docker buildx now runs Slipway (${path}).${kept}`;
}

/** Like reading the launcher, but a link that leads nowhere is something that has to be kept too. */
async function presentAt(path: string): Promise<InstallRecord | "missing" | "foreign"> {
  const present = await readLauncher(path);
  if (present !== "missing") return present;
  return (await exists(path)) ? "foreign" : "missing";
}

/** Makes the directory with its parents and gives those that were not there, outermost first. */
async function makePluginDirectory(directory: string): Promise<readonly string[]> {
  try {
    return await makeDirectory(directory);
  } catch (reason) {
    throw ioError("create", directory, reason);
  }
}

/** A name for what was there. The docker command takes every file whose name starts with `docker-` for a plugin. */
async function freeName(directory: string): Promise<string> {
  const base = `slipway-saved-${PLUGIN_FILE}`;
  for (let number = 1; ; number++) {
    const name = number === 1 ? base : `${base}-${number}`;
    if (!(await exists(join(directory, name)))) return name;
  }
}

async function putInPlace(path: string, script: string, saved: string | undefined): Promise<void> {
  const directory = dirname(path);
  const fresh = join(directory, `slipway-new-${PLUGIN_FILE}`);
  try {
    await writeFile(fresh, script, { mode: 0o755 });
    if (saved !== undefined) await rename(path, join(directory, saved));
    await rename(fresh, path);
  } catch (reason) {
    await rm(fresh, { force: true });
    throw ioError("write", path, reason);
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (reason) {
    if (isMissing(reason)) return false;
    throw ioError("read", path, reason);
  }
}
