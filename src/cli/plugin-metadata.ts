import { buildxVersion } from "./version/version-info.js";

/** What the docker command is told about the plugin, as JSON; it asks before every call, so this loads nothing else. */
export function pluginMetadata(): string {
  const metadata = {
    SchemaVersion: "0.1.0",
    Vendor: "Slipway",
    Version: buildxVersion,
    ShortDescription: "Docker Buildx",
  };
  return `${JSON.stringify(metadata, undefined, 5)}\n`;
}
