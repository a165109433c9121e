import type { EngineInfo } from "../../engine/contract/engine.js";
import { fieldOf, parseJson } from "../../util/json-value.js";
import { readSmallFile } from "../../util/read-small-file.js";
import type { InheritedVariable } from "../contract/inherited-settings.js";
import { isLoopback } from "./host-names.js";

type Env = Readonly<Record<string, string | undefined>>;

/** What the proxies are looked for in. */
export interface ProxySources {
  readonly info: EngineInfo;
  /** The daemon.json of an engine on this machine. */
  readonly daemonJson?: string | undefined;
  /** The client's environment, where it counts too. */
  readonly env?: Env | undefined;
  readonly onHostNetwork: boolean;
}

const largestFile = 1024 * 1024;
/** By variable: its name in the engine's `info`, and in daemon.json. */
const variables = [
  ["HTTP_PROXY", "HttpProxy", "http-proxy"],
  ["HTTPS_PROXY", "HttpsProxy", "https-proxy"],
  ["NO_PROXY", "NoProxy", "no-proxy"],
] as const;

interface Found {
  readonly value: string;
  readonly from: string;
}

/**
 * The engine's proxies as variables for the daemon. The engine hides names and passwords in what it tells; those of an
 * engine on this machine are read from its daemon.json. A proxy that the daemon could not reach is left out.
 */
export async function proxyVariables(
  sources: ProxySources,
): Promise<{ readonly settings: readonly InheritedVariable[]; readonly warnings: readonly string[] }> {
  const proxies = fieldOf(await readDaemonJson(sources.daemonJson), "proxies");
  const settings: InheritedVariable[] = [];
  const warnings: string[] = [];
  for (const [name, field, key] of variables) {
    const found = look(name, sources.info[field], fieldOf(proxies, key), sources);
    if (found === undefined) continue;
    const problem = name === "NO_PROXY" ? undefined : problemOf(found.value, sources.onHostNetwork);
    if (problem === undefined) settings.push({ kind: "environment", name, ...found });
    else warnings.push(`the proxy ${name} of ${found.from} is not inherited: ${problem}`);
  }
  // Exceptions alone change nothing.
  const useful = settings.some(({ name }) => name !== "NO_PROXY");
  return { settings: useful ? settings : [], warnings };
}

function look(
  name: string,
  told: unknown,
  configured: unknown,
  { env, daemonJson }: ProxySources,
): Found | undefined {
  if (typeof told === "string" && told !== "") {
    const whole = isMasked(told) && typeof configured === "string" && configured !== "";
    if (whole) return { value: configured, from: `proxies in ${daemonJson}` };
    return { value: told, from: "the engine's proxies" };
  }
  const own = env?.[name] || env?.[name.toLowerCase()];
  return own ? { value: own, from: "this machine's environment" } : undefined;
}

function problemOf(value: string, onHostNetwork: boolean): string | undefined {
  if (isMasked(value)) {
    const option = "`--driver-opt env.HTTP_PROXY=…`";
    return `the engine does not tell its password; ${option} gives it to the builder`;
  }
  const url = /^[a-z0-9+.-]+:\/\//i.test(value) ? value : `http://${value}`;
  if (!URL.canParse(url)) return "it is no URL";
  if (onHostNetwork || !isLoopback(new URL(url).host)) return undefined;
  return "it is on the loopback of the engine's host, which the builder reaches only with the driver option network=host";
}

/** The engine puts x in the place of name and password. */
function isMasked(value: string): boolean {
  return /\/\/xxxxx:xxxxx@/.test(value);
}

async function readDaemonJson(path: string | undefined): Promise<unknown> {
  if (path === undefined) return undefined;
  const content = await readSmallFile(path, largestFile).catch(() => undefined);
  return content === undefined ? undefined : parseJson(content.toString("utf8"));
}
