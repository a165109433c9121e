import { createHash, randomBytes } from "node:crypto";
import { hostname } from "node:os";
import { SlipwayError } from "../../errors/index.js";
import { BuilderScope } from "../find/scope.js";
import type { BuilderOptions } from "../types.js";

const FILE = ".buildNodeID";

/**
 * Identifies this client's machine and user in shared keys of synced directories: 16 hexadecimal digits, made once and
 * kept in the state directory, where buildx keeps the same. Where it cannot be kept there is a warning, and one is
 * derived from machine, user and directory.
 */
export async function buildNodeIdentifier(context: BuilderOptions = {}): Promise<string> {
  const { directory } = new BuilderScope(context).store;
  try {
    const known = (await directory.read(FILE))?.toString("utf8").trim();
    if (known) return known;
    const identifier = randomBytes(8).toString("hex");
    await directory.write(FILE, identifier);
    return identifier;
  } catch (error) {
    context.onWarning?.(SlipwayError.from(error, "io-error").message);
    return derivedIdentifier(directory.path);
  }
}

/** The same at each build, so that synced directories find what an earlier one left. */
function derivedIdentifier(path: string): string {
  const identity = [hostname(), process.getuid?.() ?? "", path].join("\0");
  return createHash("sha256").update(identity).digest("hex").slice(0, 16);
}
