import { readFile } from "node:fs/promises";
import { isError, SlipwayError } from "../../../errors/index.js";
import { systemErrorText } from "../../../util/system-error-text.js";
import { callerVariables, setAsidePrefix } from "../../start/caller-environment.js";

/** The name under which the docker command looks for `docker buildx`. */
export const PLUGIN_FILE = "docker-buildx";

/** What an installation has to remember to be undone. */
export interface InstallRecord {
  /** File beside the launcher that holds what was there before; absent if nothing was. */
  readonly saved?: string;
  /** Directories that were made for the launcher, outermost first. */
  readonly created: readonly string[];
}

const RECORD_MARK = "# slipway-plugin-record: ";

/**
 * The script that the docker command runs as its plugin. The record is part of it, so the two cannot be parted. Its own
 * variables have names that no caller has exported.
 */
export function launcherScript(node: string, script: string, record: InstallRecord): string {
  return `#!/bin/sh
# Slipway as a Docker CLI plugin, written by "slipway install-plugin".
# "slipway uninstall-plugin" removes it and puts back what was here before.
${RECORD_MARK}${JSON.stringify(record)}
# What the calling program set for its own Node is not for this one; the program gives it back to what it starts.
for slipway_name in ${callerVariables.join(" ")}; do
  eval "slipway_set=\\\${$slipway_name+set} slipway_value=\\\${$slipway_name-}"
  if [ "$slipway_set" ]; then
    export "${setAsidePrefix}$slipway_name=$slipway_value"
    unset "$slipway_name"
  fi
done
slipway_node=${quote(node)}
[ -x "$slipway_node" ] || slipway_node=node
exec "$slipway_node" --title=${PLUGIN_FILE} ${quote(script)} "$@"
`;
}

/** Reads a plugin file: `missing`, `foreign` if Slipway did not write it, else its record. */
export async function readLauncher(path: string): Promise<InstallRecord | "missing" | "foreign"> {
  let text: string;
  try {
    text = await readFile(path, "latin1");
  } catch (reason) {
    if (isMissing(reason)) return "missing";
    throw ioError("read", path, reason);
  }
  const start = text.startsWith("#!/bin/sh\n") ? text.indexOf(`\n${RECORD_MARK}`) : -1;
  if (start === -1) return "foreign";
  const line = start + 1 + RECORD_MARK.length;
  return parseRecord(
    Buffer.from(text.slice(line, text.indexOf("\n", line)), "latin1").toString("utf8"),
    path,
  );
}

function parseRecord(json: string, path: string): InstallRecord {
  try {
    const value: unknown = JSON.parse(json);
    if (isRecord(value)) return value;
  } catch {
    // Reported below like any other damage.
  }
  throw new SlipwayError("corrupt-state", `${path} does not say what it replaced`, {
    hint: "Delete it by hand; a file beside it whose name starts with slipway-saved is what was there before.",
  });
}

function isRecord(value: unknown): value is InstallRecord {
  if (typeof value !== "object" || value === null || !("created" in value)) return false;
  const { created } = value;
  const saved = "saved" in value ? value.saved : undefined;
  const named = saved === undefined || (typeof saved === "string" && !saved.includes("/"));
  return named && Array.isArray(created) && created.every((path) => typeof path === "string");
}

/** A failed file operation as an error that names the file. */
export function ioError(what: string, path: string, reason: unknown): SlipwayError {
  const why = isError(reason) ? systemErrorText(reason) : String(reason);
  return new SlipwayError("io-error", `cannot ${what} ${path}: ${why}`, { cause: reason });
}

/** The file or directory is not there. */
export function isMissing(reason: unknown): boolean {
  return isError(reason) && "code" in reason && reason.code === "ENOENT";
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
