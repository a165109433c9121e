const entitlementFlag = "--allow-insecure-entitlement";
const networkHost = "network.host";

export interface DaemonFlagsInput {
  readonly driver: string;
  readonly flags: readonly string[] | undefined;
  readonly driverOptions: Readonly<Record<string, string>> | undefined;
  /** What the daemon's configuration file allows. */
  readonly configuredEntitlements: readonly string[];
}

/**
 * The daemon's flags as they are stored. Builds in a container builder may use the host's network, which is the
 * container's own, unless the user decided on entitlements; a builder on the network of the host always allows it.
 */
export function daemonFlags(input: DaemonFlagsInput): readonly string[] | undefined {
  const { driver, flags } = input;
  const allowed = allowedEntitlements(flags ?? []);
  const onHostNetwork = driver === "docker-container" && input.driverOptions?.network === "host";
  const isolated = driver === "docker-container" || driver === "kubernetes";
  const undecided = allowed.length === 0 && !input.configuredEntitlements.includes(networkHost);
  const needed = (onHostNetwork && !allowed.includes(networkHost)) || (isolated && undecided);
  return needed ? [...(flags ?? []), `${entitlementFlag}=${networkHost}`] : flags;
}

function allowedEntitlements(flags: readonly string[]): string[] {
  return flags.flatMap((flag, index) => {
    if (flag === entitlementFlag) return flags[index + 1] ?? [];
    return flag.startsWith(`${entitlementFlag}=`) ? flag.slice(entitlementFlag.length + 1) : [];
  });
}
