import { mkdtemp, readdir, rm, stat, statfs } from "node:fs/promises";
import { isAbsolute, join } from "node:path";
import type { EngineInfo } from "../../engine/contract/engine.js";
import { homeDirectory } from "../../util/home-directory.js";
import { makeDirectory } from "../../util/make-directory.js";
import { sha256Hex } from "../../util/sha256.js";
import type { ContainerPlan } from "./container-plan.js";
import { isThisMachine, mayShareKernel } from "./this-machine.js";

/** Where BuildKit has its sockets in its container unless it is told otherwise. */
export const daemonDirectory = "/run/buildkit";
/** The socket for clients below {@link daemonDirectory}. */
export const daemonSocketName = "buildkitd.sock";

/** A directory of this user's, for nobody else, that is a container's {@link daemonDirectory}. */
export interface SocketDirectory {
  readonly path: string;
  /** The group that the daemon's socket is to have, so that the user may connect to it. */
  readonly group: number;
}

/** The kernel refuses longer paths of sockets; bytes, without the final zero. */
const longestSocketPath = 107;

/** The hash of an address, and what mkdtemp adds. */
const directoryName = /^[0-9a-f]{12}-[A-Za-z0-9]{6}$/;

/** Magic numbers of statfs(2): ext, XFS, Btrfs, tmpfs, overlay, ZFS, F2FS, bcachefs. Root may write to all of them. */
const localFilesystems: ReadonlySet<number> = new Set([
  0xef53, 0x58465342, 0x9123683e, 0x01021994, 0x794c7630, 0x2fc12fc1, 0xf2f52010, 0xca451a4e,
]);

/** What of the daemon's flags and configuration settles where it listens and who may connect. */
const ownListener = /^--?(addr|group|rootless)\b/;
const ownListenerConfig = /^\s*\[?\s*grpc\b/m;

/**
 * Makes a directory, mode 0700, for the sockets of a container that is about to be created. Undefined where there is
 * nothing to gain or it could keep the daemon from listening: for root, who reaches every container through /proc; for
 * an engine that is elsewhere, maps users or runs as one; on a network filesystem, which may refuse the daemon; and for
 * a daemon that the user has told where to listen.
 */
export async function makeSocketDirectory(
  plan: ContainerPlan,
  info: EngineInfo | undefined,
): Promise<SocketDirectory | undefined> {
  const group = process.getegid?.();
  if (group === undefined || process.geteuid?.() === 0 || plan.options.transport === "exec") return undefined;
  if (!mayShareKernel(plan.engine) || !isHere(info) || listensElsewhere(plan)) return undefined;
  if (!(await runsAsRoot(plan))) return undefined;
  try {
    const parent = parentDirectory(plan);
    if (parent === undefined) return undefined;
    await makeDirectory(parent, 0o700);
    if (!localFilesystems.has((await statfs(parent)).type)) return undefined;
    const path = await mkdtemp(join(parent, prefixOf(addressOf(plan))));
    if (fits(path)) return { path, group };
    await removeSocketDirectory({ path });
  } catch {
    // A home that cannot be written to is no reason to go without a builder.
  }
  return undefined;
}

/** The directories that were made for containers of this name, whether they are in use or not. */
export async function socketDirectoriesOf(plan: ContainerPlan): Promise<{ readonly path: string }[]> {
  const parent = parentDirectory(plan);
  if (parent === undefined) return [];
  const names = await readdir(parent).catch(() => []);
  return names
    .filter((name) => name.startsWith(prefixOf(addressOf(plan))))
    .map((name) => ({ path: join(parent, name) }));
}

/** This user's directories that were made for none of these containers. */
export async function listSocketDirectories(
  env: ContainerPlan["env"],
  known: readonly ContainerAddress[],
): Promise<{ readonly path: string; readonly lastUsed: Date | undefined }[]> {
  const parent = parentDirectory({ env });
  if (parent === undefined) return [];
  const prefixes = known.map(prefixOf);
  const names = (await readdir(parent).catch(() => [])).filter(
    (name) => directoryName.test(name) && !prefixes.some((prefix) => name.startsWith(prefix)),
  );
  return Promise.all(
    names.map(async (name) => {
      const path = join(parent, name);
      const found = await stat(path).catch(() => undefined);
      return { path, lastUsed: found?.mtime };
    }),
  );
}

/** Removes a directory with the sockets in it. What cannot be removed is in nobody's way: its name is not used again. */
export async function removeSocketDirectory(directory: { readonly path: string } | undefined): Promise<void> {
  if (directory === undefined) return;
  await rm(directory.path, { recursive: true, force: true }).catch(() => undefined);
}

/**
 * It must outlive restarts of the machine, as the container does: the engine mounts it again. Undefined for a user
 * without a home.
 */
function parentDirectory({ env }: Pick<ContainerPlan, "env">): string | undefined {
  const state = env.XDG_STATE_HOME || join(homeDirectory(env), ".local", "state");
  return isAbsolute(state) ? join(state, "slipway") : undefined;
}

/** A container on the engine at an address. */
interface ContainerAddress {
  readonly host: string;
  readonly container: string;
}

function prefixOf({ host, container }: ContainerAddress): string {
  const hash = sha256Hex(`${host}\0${container}`);
  return `${hash.slice(0, 12)}-`;
}

const addressOf = ({ engine, container }: ContainerPlan): ContainerAddress => ({
  host: engine.endpoint.host,
  container,
});

/** A colon would end the path in the engine's notation of mounts. */
function fits(path: string): boolean {
  return !path.includes(":") && Buffer.byteLength(join(path, daemonSocketName)) <= longestSocketPath;
}

/** A machine that shares files with a virtual one has another kernel or another name than that. */
function isHere(info: EngineInfo | undefined): boolean {
  if (info === undefined || !isThisMachine(info)) return false;
  return !(info.SecurityOptions ?? []).some((option) => /(^|,)name=(rootless|userns)(,|$)/.test(option));
}

function listensElsewhere({ flags, files }: ContainerPlan): boolean {
  if (flags.some((flag) => ownListener.test(flag))) return true;
  const config = files.get("buildkitd.toml");
  return config !== undefined && ownListenerConfig.test(Buffer.from(config).toString("utf8"));
}

/** A daemon that is not root may not give its socket to another group. */
async function runsAsRoot({ engine, options }: ContainerPlan): Promise<boolean> {
  const image = await engine.inspectImage(options.image).catch(() => undefined);
  const config: unknown = image?.Config;
  if (typeof config !== "object" || config === null) return false;
  const user = "User" in config && typeof config.User === "string" ? config.User : "";
  return ["", "0", "root"].includes(user.split(":")[0] ?? "");
}
