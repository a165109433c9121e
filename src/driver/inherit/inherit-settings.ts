import { join } from "node:path";
import type { Engine, EngineInfo } from "../../engine/contract/engine.js";
import type { Inheritance } from "../contract/inherited-settings.js";
import { engineRegistries } from "./engine-registries.js";
import { registryCertificates, systemAuthorities } from "./host-certificates.js";
import { probeRegistry } from "./probe-registry.js";
import { proxyVariables } from "./proxy-variables.js";

/** How much a daemon takes over: what its engine is set to, what the machine is set to as well, or nothing. */
export type InheritMode = "auto" | "on" | "off";

/** What decides on an inheritance. */
export interface InheritRequest {
  readonly mode: InheritMode;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The daemon will share the network of the engine's host. */
  readonly onHostNetwork: boolean;
  /** Whether the engine with that information runs on this machine, whose files are then its own. */
  readonly isThisMachine: (info: EngineInfo) => boolean;
  readonly signal?: AbortSignal | undefined;
}

const nothing: Inheritance = { settings: [], warnings: [] };
/** How long an engine may take to tell its settings where they are only of use, milliseconds. */
const patience = 5_000;

/**
 * What a daemon in a container can take over from its engine: mirrors, insecure registries, certificates and proxies.
 * With `auto`, an engine that does not answer has nothing to give; with `on`, that is the error it is, and what the
 * machine itself is set to (authorities added to the system's, proxies in the environment) counts too.
 *
 * @throws SlipwayError what asking the engine throws.
 */
export async function inheritSettings(engine: Engine, request: InheritRequest): Promise<Inheritance> {
  const { mode, onHostNetwork } = request;
  if (mode === "off") return nothing;
  const info = await askInfo(engine, request);
  if (info === undefined) return nothing;
  const local = request.isThisMachine(info);
  const directory = local ? configDirectory(info, request.env) : undefined;
  const machine = local && mode === "on";
  const found = await Promise.all([
    engineRegistries(info, { onHostNetwork, probe: (host) => probeRegistry(host, request.signal) }),
    directory === undefined ? nothing : registryCertificates(join(directory, "certs.d")),
    proxyVariables({
      info,
      onHostNetwork,
      daemonJson: directory === undefined ? undefined : join(directory, "daemon.json"),
      env: machine ? request.env : undefined,
    }),
    machine ? systemAuthorities() : nothing,
  ]);
  return {
    settings: found.flatMap(({ settings }): Inheritance["settings"] => settings),
    warnings: found.flatMap(({ warnings }) => warnings),
  };
}

async function askInfo(engine: Engine, { mode, signal }: InheritRequest): Promise<EngineInfo | undefined> {
  if (mode === "on") return engine.info({ signal });
  const limit = AbortSignal.timeout(patience);
  const either = signal === undefined ? limit : AbortSignal.any([limit, signal]);
  return engine.info({ signal: either }).catch(() => undefined);
}

/** Where an engine on this machine has its configuration: in the user's home when it runs without root. */
function configDirectory(
  { SecurityOptions }: EngineInfo,
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const isRootless = (SecurityOptions ?? []).some((option) =>
    /(^|,)name=rootless(,|$)|^rootless$/.test(option),
  );
  if (!isRootless) return "/etc/docker";
  const base = env.XDG_CONFIG_HOME || (env.HOME ? join(env.HOME, ".config") : undefined);
  return base === undefined ? undefined : join(base, "docker");
}
