import { SlipwayError } from "../../errors/index.js";

/** What `--allow` grants. */
export interface Grants {
  /** Sent to the daemon. */
  readonly entitlements: readonly string[];
  /** A local output may delete files it did not write (`buildx.local.delete`). */
  readonly localDelete: boolean;
}

const KNOWN = new Set(["network.host", "security.insecure", "device"]);

/**
 * Reads `--allow` values; empty ones are passed over.
 *
 * @throws SlipwayError `invalid-argument`: `unknown entitlement X`.
 */
export function parseGrants(values: readonly string[]): Grants {
  const entitlements = new Set<string>();
  let localDelete = false;
  for (const value of values.filter((given) => given !== "")) {
    const [name = ""] = value.split("=");
    if (name === "buildx.local.delete") {
      if (value.includes("=")) throw new SlipwayError("invalid-argument", `${name} does not accept a value`);
      localDelete = true;
    } else if (KNOWN.has(name) && (name === "device" || !value.includes("="))) {
      entitlements.add(value);
    } else {
      throw new SlipwayError("invalid-argument", `unknown entitlement ${value}`);
    }
  }
  return { entitlements: [...entitlements], localDelete };
}
