import { access, chmod, constants, stat, statfs } from "node:fs/promises";
import { join } from "node:path";
import { stateDirectoryOf } from "../../builder/index.js";
import { dockerConfigDir, loadDockerConfig } from "../../engine/index.js";
import { acquireFileLock } from "../../util/file-lock.js";
import { systemErrorText } from "../../util/system-error-text.js";
import type { Finding, Probe, Surroundings } from "../findings/types.js";

/** Whoever changes the builders is done sooner, milliseconds. */
const lockPatience = 1_500;
/** Below that much nothing can be relied on, bytes. */
const leastDisk = 256 * 1024 * 1024;

/** The files of this user: the builders' directory, its lock, the Docker configuration. */
export const filesProbe: Probe = {
  area: "configuration",
  what: "the files of the builders",
  look: async (surroundings) => {
    const found = await Promise.all([
      writable(surroundings),
      locked(surroundings),
      readableByOthers(surroundings),
      unread(surroundings),
      ownDisk(surroundings),
    ]);
    return found.flat();
  },
};

const configDirectory = ({ env, options }: Surroundings) => dockerConfigDir(env, options.docker?.config);

async function writable({ options }: Surroundings): Promise<Finding[]> {
  const path = stateDirectoryOf(options);
  const reason = await access(path, constants.W_OK | constants.X_OK).then(
    () => undefined,
    (error: NodeJS.ErrnoException) => (error.code === "ENOENT" ? undefined : systemErrorText(error)),
  );
  if (reason === undefined) return [];
  const remedy = `sudo chown -R "$USER" ${path}`;
  const cause = `the builders' directory ${path} cannot be written to: ${reason}`;
  return [{ area: "configuration", severity: "error", cause, remedy }];
}

async function locked({ options, signal }: Surroundings): Promise<Finding[]> {
  const path = join(stateDirectoryOf(options), ".lock");
  if ((await stat(path).catch(() => undefined)) === undefined) return [];
  const limit = AbortSignal.any([signal, AbortSignal.timeout(lockPatience)]);
  try {
    const release = await acquireFileLock(path, { signal: limit });
    await release();
    return [];
  } catch {
    if (!limit.aborted || signal.aborted) return [];
    const cause = `another process has held the lock of the builders, ${path}, for longer than any change takes`;
    return [{ area: "configuration", severity: "error", cause, remedy: `fuser -v ${path}, and end it` }];
  }
}

async function readableByOthers(surroundings: Surroundings): Promise<Finding[]> {
  const path = join(configDirectory(surroundings), "config.json");
  const found = await stat(path).catch(() => undefined);
  if (found === undefined || process.platform === "win32" || (found.mode & 0o077) === 0) return [];
  const { auths } = await loadDockerConfig(configDirectory(surroundings));
  if (!Object.values(auths).some((entry) => Object.keys(entry).length > 0)) return [];
  return [
    {
      area: "configuration",
      severity: "warning",
      cause: `${path} holds logins and can be read by others (mode ${(found.mode & 0o777).toString(8)})`,
      remedy: `chmod 600 ${path}`,
      fix: () => chmod(path, 0o600),
    },
  ];
}

async function unread(surroundings: Surroundings): Promise<Finding[]> {
  const warnings: string[] = [];
  await loadDockerConfig(configDirectory(surroundings), (message) => warnings.push(message)).catch(
    (error: Error) => warnings.push(error.message),
  );
  const path = join(configDirectory(surroundings), "config.json");
  return warnings.map((cause) => ({
    area: "configuration",
    severity: "warning",
    cause,
    remedy: `repair or delete ${path}`,
  }));
}

async function ownDisk({ options }: Surroundings): Promise<Finding[]> {
  const path = stateDirectoryOf(options);
  const found = await statfs(path).catch(() => undefined);
  if (found === undefined || found.blocks === 0 || found.bavail * found.bsize >= leastDisk) return [];
  const left = Math.round((found.bavail * found.bsize) / 2 ** 20);
  const cause = `the disk with the builders' directory ${path} has ${left} MiB left`;
  return [{ area: "disk", severity: "error", cause, remedy: "docker system prune, or make room on it" }];
}
