import { isIP } from "node:net";
import { SlipwayError } from "../../errors/index.js";

const HOST_GATEWAY = "host-gateway";

/**
 * Reads `--add-host` values (`host:ip` or `host=ip`, the address list may be in brackets) into the `add-hosts`
 * attribute; empty when there are none.
 *
 * @param gatewayAddress the address that `host-gateway` stands for on this node; undefined where the driver has none.
 * @throws SlipwayError `invalid-argument`: `invalid host X`, or that host-gateway is not supported.
 */
export function formatAddHosts(
  values: readonly string[],
  gatewayAddress: string | undefined,
  driver: string,
): string {
  return values.flatMap((value) => readHost(value, gatewayAddress, driver)).join(",");
}

function readHost(value: string, gatewayAddress: string | undefined, driver: string): string[] {
  const separator = value.includes("=") ? value.indexOf("=") : value.indexOf(":");
  const host = value.slice(0, separator);
  const addresses = value.slice(separator + 1);
  if (separator <= 0 || addresses === "") throw new SlipwayError("invalid-argument", `invalid host ${value}`);
  if (addresses === HOST_GATEWAY) {
    if (gatewayAddress === undefined) {
      throw new SlipwayError(
        "unsupported",
        `unable to derive the IP value for host-gateway: host-gateway is not supported by the ${driver} driver`,
        { hint: `give the address itself, e.g. --add-host ${host}:172.17.0.1` },
      );
    }
    return [`${host}=${gatewayAddress}`];
  }
  return addresses.split(",").map((written) => {
    const address = written.replace(/^\[(.*)\]$/, "$1");
    if (isIP(address) === 0) throw new SlipwayError("invalid-argument", `invalid host ${value}`);
    return `${host}=${address}`;
  });
}
