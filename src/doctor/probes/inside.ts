import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import type { BuilderInfo, BuilderNode } from "../../builder/index.js";
import { dockerConfigDir, loadDockerConfig } from "../../engine/index.js";
import type { Finding, Probe } from "../findings/types.js";
import { hostsOfLogins } from "./logins.js";
import { readMirrors } from "./mirrors.js";

/** Below that much a build is likely to fail, bytes. */
const leastDisk = 1024 ** 3;

/** What is seen from inside the containers of daemons: their disk, their memory, their names. */
export const insideProbe: Probe = {
  area: "builder",
  what: "the inside of the builders",
  look: async ({ builders, env, options, signal }) => {
    const { auths } = await loadDockerConfig(dockerConfigDir(env, options.docker?.config));
    const logins = hostsOfLogins(Object.keys(auths));
    const running = (await builders).flatMap((builder) =>
      builder.nodes
        .filter(({ status, driver }) => status === "running" && driver?.run !== undefined)
        .map((node) => ({ builder, node })),
    );
    const found = await Promise.all(
      running.map(async ({ builder, node }) => [
        ...(await diskOf(builder, node, signal)),
        ...(await namesOf(builder, node, [...logins, ...(await readMirrors(node))], signal)),
      ]),
    );
    return found.flat();
  },
};

async function diskOf({ name }: BuilderInfo, node: BuilderNode, signal: AbortSignal): Promise<Finding[]> {
  const answer = await node.driver?.run?.(["df", "-P", "-k", "/var/lib/buildkit"], { signal });
  return answer?.exitCode === 0 ? diskFindings(answer.stdout, name, node.name) : [];
}

/** By what POSIX's `df -P -k` prints: filesystem, blocks, used, available, capacity, mount point. */
export function diskFindings(text: string, builder: string, node: string): Finding[] {
  const [, , , , available] = /^(.*?) +(\d+) +(\d+) +(-?\d+) +\d+%/m.exec(text) ?? [];
  if (available === undefined || Number(available) * 1024 >= leastDisk) return [];
  return [
    {
      area: "disk",
      severity: "error",
      cause: `the disk of node ${node} of builder ${builder} has ${Math.max(0, Math.round(Number(available) / 1024))} MiB left`,
      remedy: `slipway prune --builder ${builder} --all`,
    },
  ];
}

/** Names of registries that this machine can look up, and the daemon's container cannot. */
async function namesOf(
  { name }: BuilderInfo,
  node: BuilderNode,
  hosts: readonly string[],
  signal: AbortSignal,
): Promise<Finding[]> {
  const names = [...new Set(hosts.map((host) => host.replace(/:\d+$/, "")))].filter(
    (host) => isIP(host) === 0 && host !== "localhost",
  );
  const found = await Promise.all(
    names.map(async (host): Promise<Finding[]> => {
      const here = await lookup(host).catch(() => undefined);
      if (here === undefined) return [];
      const there = await node.driver?.run?.(["getent", "hosts", host], { signal });
      // 2: the name is not known. Others say that there is no such program.
      if (there?.exitCode !== 2) return [];
      return [
        {
          area: "network",
          severity: "error",
          cause: `node ${node.name} of builder ${name} cannot look up ${host}, which this machine can`,
          remedy: `slipway create --reconfigure ${name} --driver-opt network=host`,
        },
      ];
    }),
  );
  return found.flat();
}
