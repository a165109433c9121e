import { randomBytes } from "node:crypto";
import { BuilderScope } from "../find/scope.js";
import type { BuilderContext } from "../types.js";

const FILE = ".buildNodeID";

/**
 * Identifies this client's machine and user in shared keys of synced directories: 16 hexadecimal digits, made once and
 * kept in the state directory, where buildx keeps the same. Throws `io-error`.
 */
export async function buildNodeIdentifier(context: BuilderContext = {}): Promise<string> {
  const { directory } = new BuilderScope(context).store;
  const known = (await directory.read(FILE))?.toString("utf8").trim();
  if (known) return known;
  const identifier = randomBytes(8).toString("hex");
  await directory.write(FILE, identifier);
  return identifier;
}
