// @ts-check
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { installPackages } from "./debian.mjs";
import { defaultHost, engineHost, engineRequest } from "./engine-api.mjs";
import { asRoot, labPath, poll, run, SetupError, say, startDaemon } from "./shell.mjs";

/**
 * @typedef {object} FoundEngine
 * @property {string} host
 * @property {string} version
 * @property {boolean} needsRoot this user may not open the engine's socket; root may
 */

/**
 * Why the engine at `host` does not answer, or what it is.
 * @param {string} host
 * @returns {Promise<FoundEngine | Error>}
 */
async function askEngine(host) {
  try {
    const { text } = await engineRequest("GET", "/version", { host, timeout: 5000 });
    return { host, version: JSON.parse(text).Version, needsRoot: false };
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "EACCES") {
      return { host, version: "", needsRoot: true };
    }
    return /** @type {Error} */ (error);
  }
}

/**
 * Finds the engine that Docker's own command would use. Only where none was named and the default socket does not
 * answer, Debian's is installed and started. An engine that answers is never touched.
 * @returns {Promise<FoundEngine>}
 */
export async function ensureEngine() {
  const host = engineHost();
  const found = await askEngine(host);
  if (!(found instanceof Error)) return found;
  if (host !== defaultHost) {
    throw new SetupError(
      `no Docker Engine answers at ${host} (${found.message}): start it, or unset DOCKER_HOST and DOCKER_CONTEXT to use a local one.`,
    );
  }
  installPackages({ dockerd: ["docker.io", "iptables"] });
  // Installing the package starts the engine where there is a service manager.
  const managed = existsSync("/run/systemd/system");
  const logFile = labPath("dockerd.log");
  if (managed) run(asRoot(["systemctl", "start", "docker"]));
  else startDaemon(["dockerd", ...runtimeFlags()], logFile);
  const started = await poll(
    async () => {
      const answer = await askEngine(host);
      return answer instanceof Error ? undefined : answer;
    },
    { seconds: 60 },
  );
  if (started !== undefined) return started;
  const log = managed ? "see `journalctl -u docker`" : `the end of ${logFile}:\n  ${tail(logFile)}`;
  throw new SetupError(`Docker Engine was started but does not answer at ${host}; ${log}`);
}

/** @param {string} file */
function tail(file) {
  return existsSync(file)
    ? readFileSync(file, "utf8").trimEnd().split("\n").slice(-10).join("\n  ")
    : "(empty)";
}

/**
 * Some sandboxes withhold CAP_SYS_RESOURCE (bit 24) from root. runc then refuses every privileged container ("unable
 * to apply caps: operation not permitted"), and a BuildKit container is privileged. There, and only there, a wrapper
 * takes that one capability out of the container's specification before runc reads it.
 */
function runtimeFlags() {
  const bounding = readFileSync("/proc/self/status", "utf8").match(/^CapBnd:\s*([0-9a-f]+)/m)?.[1] ?? "";
  if ((BigInt(`0x${bounding || "0"}`) >> 24n) & 1n) return [];
  say("This machine withholds CAP_SYS_RESOURCE from root: containers run without it");
  const source = fileURLToPath(new URL("runc-without-sys-resource.sh", import.meta.url));
  const target = "/usr/local/sbin/runc-without-sys-resource";
  run(asRoot(["install", "-m", "755", source, target]));
  return ["--add-runtime", `sandbox=${target}`, "--default-runtime", "sandbox"];
}
