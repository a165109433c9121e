import { packageVersion } from "../../util/package-version.js";

// The bundler puts it in.
declare const SLIPWAY_REVISION: string | undefined;

/** The package's version. */
export const version: string = packageVersion();

/** The commit the program was made from, `unknown` outside a checkout. */
export const revision: string = typeof SLIPWAY_REVISION === "string" ? SLIPWAY_REVISION : "unknown";

/** The release of buildx whose behaviour this program has. Compose and CI actions read it to see what they may use. */
const BUILDX_RELEASE = "v0.36.1";

/** The version the plugin reports: comparable with buildx's own, and it says whose it is. */
export const buildxVersion = `${BUILDX_RELEASE}+slipway.${version}`;
