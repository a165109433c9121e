import type { AddressInfo } from "node:net";
import { SlipwayError } from "../../errors/index.js";

/** Where a server listens. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

/**
 * Reads `HOST:PORT`; without a host it is loopback.
 *
 * @throws SlipwayError `invalid-argument`
 */
export function parseAddress(addr: string): ListenAddress {
  const [, host = "", port = ""] = /^(.*):(\d{1,5})$/.exec(addr) ?? [];
  if (port === "" || Number(port) > 65_535) {
    throw new SlipwayError("invalid-argument", `${JSON.stringify(addr)} is no address to listen on`, {
      hint: "give HOST:PORT, with port 0 for any that is free",
    });
  }
  return { host: host.replace(/^\[(.*)\]$/, "$1") || "127.0.0.1", port: Number(port) };
}

/** The address as URLs have it; for one that stands for all interfaces, that of loopback. */
export function addressText(address: AddressInfo | string | null): string {
  if (address === null || typeof address === "string") return address ?? "";
  const host =
    address.address === "0.0.0.0" ? "127.0.0.1" : address.address === "::" ? "::1" : address.address;
  return `${host.includes(":") ? `[${host}]` : host}:${address.port}`;
}
