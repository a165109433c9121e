import type { TargetRequest } from "../../build/plan/build-plan.js";
import { remoteKind } from "../../util/remote-context.js";
import type { OverrideGrants } from "../overrides/grants.js";
import type { PreparedTarget } from "../read/prepare-targets.js";
import type { TargetPaths } from "../request/context-paths.js";
import { deviceName, noPrivileges, type Privileges } from "./allowed.js";
import { uncoveredPaths } from "./real-paths.js";

/**
 * What targets want to do and may not; undefined when that is nothing. Below the working directory everything may be
 * read and written, and what a user names in an override is allowed by that.
 *
 * @throws SlipwayError `invalid-argument` for paths that cannot be looked at.
 */
export function missingPrivileges(
  targets: Iterable<PreparedTarget>,
  allowed: Privileges,
  grants: readonly OverrideGrants[],
  cwd: string,
): Privileges | undefined {
  const wanted = [...targets].map(({ request, paths }) => wantedBy(request, paths));
  const some = (flag: "networkHost" | "securityInsecure") => grants.some((grant) => grant[flag]);
  const all = wanted.reduce(together, noPrivileges);
  const missing: Privileges = {
    networkHost: all.networkHost && !allowed.networkHost && !some("networkHost"),
    securityInsecure: all.securityInsecure && !allowed.securityInsecure && !some("securityInsecure"),
    devices: missingDevices(all.devices, allowed.devices),
    ssh: all.ssh && !allowed.ssh,
    localDelete: all.localDelete && !allowed.localDelete,
    fsRead: uncoveredPaths(cwd, all.fsRead, [
      cwd,
      ...allowed.fsRead,
      ...grants.flatMap(({ fsRead }) => fsRead),
    ]),
    fsWrite: uncoveredPaths(cwd, all.fsWrite, [
      cwd,
      ...allowed.fsWrite,
      ...grants.flatMap(({ fsWrite }) => fsWrite),
    ]),
  };
  return isNothing(missing) ? undefined : missing;
}

function isNothing(privileges: Privileges): boolean {
  return Object.values(privileges).every((value) => value === false || value.length === 0);
}

function together(a: Privileges, b: Privileges): Privileges {
  return {
    networkHost: a.networkHost || b.networkHost,
    securityInsecure: a.securityInsecure || b.securityInsecure,
    devices: a.devices === "all" || b.devices === "all" ? "all" : [...a.devices, ...b.devices],
    ssh: a.ssh || b.ssh,
    localDelete: a.localDelete || b.localDelete,
    fsRead: [...a.fsRead, ...b.fsRead],
    fsWrite: [...a.fsWrite, ...b.fsWrite],
  };
}

function missingDevices(
  wanted: Privileges["devices"],
  allowed: Privileges["devices"],
): Privileges["devices"] {
  if (allowed === "all") return [];
  return wanted === "all" ? "all" : [...new Set(wanted)].filter((name) => !allowed.includes(name));
}

const FILES = new Set(["local", "tar", "oci", "docker"]);

function wantedBy({ options, flags }: TargetRequest, paths: TargetPaths): Privileges {
  const { allow = [] } = options;
  const devices = allow.filter((name) => name === "device" || name.startsWith("device="));
  const files = flags.secrets.flatMap(({ file }) => file ?? []);
  const agents = flags.ssh.flatMap(({ paths: given }) => given);
  const written = flags.outputs.filter(({ type, dest }) => FILES.has(type) && dest !== "" && dest !== "-");
  return {
    networkHost: allow.includes("network.host"),
    securityInsecure: allow.includes("security.insecure"),
    devices: devices.includes("device")
      ? "all"
      : devices.map((name) => deviceName(name.slice("device=".length))),
    ssh: flags.ssh.some(({ paths: given }) => given.length === 0),
    localDelete: flags.outputs.some(({ type, attrs }) => type === "local" && attrs.mode === "delete"),
    fsRead: [...contextPaths(paths), ...cachePaths(flags.cacheFrom, "src"), ...files, ...agents],
    fsWrite: [...written.map(({ dest }) => dest), ...cachePaths(flags.cacheTo, "dest")],
  };
}

function contextPaths({ context, dockerfile, contexts, part, parts }: TargetPaths): string[] {
  const main = part === undefined ? [context, dockerfile] : [];
  const named = Object.entries(contexts).flatMap(([name, path]) => (parts[name] === undefined ? path : []));
  return [...main, ...named].filter(
    (path) =>
      remoteKind(path) === undefined && !/^(target:|docker-image:|oci-layout:|docker-daemon:)/.test(path),
  );
}

function cachePaths(caches: TargetRequest["flags"]["cacheFrom"], attribute: "src" | "dest"): string[] {
  return caches.filter(({ type }) => type === "local").flatMap(({ attrs }) => attrs[attribute] ?? []);
}
