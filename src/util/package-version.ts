import { readFileSync } from "node:fs";

// The command's bundler puts it in; elsewhere it comes from package.json.
declare const SLIPWAY_VERSION: string | undefined;

/** The version of this package. */
export function packageVersion(): string {
  if (typeof SLIPWAY_VERSION === "string") return SLIPWAY_VERSION;
  const file = new URL("../../package.json", import.meta.url);
  const manifest: unknown = JSON.parse(readFileSync(file, "utf8"));
  return typeof manifest === "object" && manifest !== null && "version" in manifest
    ? String(manifest.version)
    : "unknown";
}
