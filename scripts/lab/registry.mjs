// @ts-check
import { mkdirSync, writeFileSync } from "node:fs";
import { installPackages } from "./debian.mjs";
import { labPath, poll, SetupError, say, startDaemon, which } from "./shell.mjs";

const address = "127.0.0.1:5000";

async function answers() {
  try {
    const response = await fetch(`http://${address}/v2/`, { signal: AbortSignal.timeout(2000) });
    return response.headers.has("docker-distribution-api-version") || response.status === 200
      ? address
      : undefined;
  } catch {
    return undefined;
  }
}

/** Finds a registry on the loopback interface, or starts Debian's, and returns its address. */
export async function ensureRegistry() {
  const found = await answers();
  if (found) return found;
  installPackages({ "docker-registry": ["docker-registry"] });
  say(`Starting a registry at ${address}`);
  const storage = labPath("registry", ".");
  const config = labPath("registry.yml");
  mkdirSync(storage, { recursive: true });
  const settings = {
    version: 0.1,
    log: { level: "warn" },
    storage: { filesystem: { rootdirectory: storage }, delete: { enabled: true } },
    http: { addr: address },
  };
  // JSON is YAML.
  writeFileSync(config, JSON.stringify(settings));
  const log = labPath("registry.log");
  startDaemon([which("docker-registry") ?? "docker-registry", "serve", config], log);
  const started = await poll(answers, { seconds: 20 });
  if (started === undefined) throw new SetupError(`the registry does not answer at ${address}: see ${log}`);
  return started;
}
