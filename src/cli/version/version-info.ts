import { readFileSync } from "node:fs";

// The bundler puts the values in; unbundled, they come from package.json.
declare const SLIPWAY_VERSION: string | undefined;
declare const SLIPWAY_REVISION: string | undefined;

/** The package's version. */
export const version: string = typeof SLIPWAY_VERSION === "string" ? SLIPWAY_VERSION : packageVersion();

/** The commit the program was made from, `unknown` outside a checkout. */
export const revision: string = typeof SLIPWAY_REVISION === "string" ? SLIPWAY_REVISION : "unknown";

/** The release of buildx whose behaviour this program has. Compose and CI actions read it to see what they may use. */
const BUILDX_RELEASE = "v0.36.1";

/** The version the plugin reports: comparable with buildx's own, and it says whose it is. */
export const buildxVersion = `${BUILDX_RELEASE}+slipway.${version}`;

function packageVersion(): string {
  const manifest: unknown = JSON.parse(
    readFileSync(new URL("../../../package.json", import.meta.url), "utf8"),
  );
  return typeof manifest === "object" && manifest !== null && "version" in manifest
    ? String(manifest.version)
    : "unknown";
}
