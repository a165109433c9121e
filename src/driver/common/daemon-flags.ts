import type { DaemonFlagsRequest } from "../contract/driver-factory.js";

const entitlementFlag = "--allow-insecure-entitlement";
const networkHost = "network.host";

/**
 * The flags of a daemon that has a network of its own. Builds in it may use its network, which they call the host's,
 * unless the user decided on entitlements; a daemon on the network of the host always allows it.
 */
export function daemonFlags(
  { flags, configuredEntitlements }: Omit<DaemonFlagsRequest, "driverOptions">,
  { onHostNetwork }: { readonly onHostNetwork: boolean },
): readonly string[] | undefined {
  const allowed = allowedEntitlements(flags ?? []);
  const undecided = allowed.length === 0 && !configuredEntitlements.includes(networkHost);
  const needed = (onHostNetwork && !allowed.includes(networkHost)) || undecided;
  return needed ? [...(flags ?? []), `${entitlementFlag}=${networkHost}`] : flags;
}

function allowedEntitlements(flags: readonly string[]): string[] {
  return flags.flatMap((flag, index) => {
    if (flag === entitlementFlag) return flags[index + 1] ?? [];
    return flag.startsWith(`${entitlementFlag}=`) ? flag.slice(entitlementFlag.length + 1) : [];
  });
}
