import { readFileSync } from "node:fs";
import { decodeSourcePolicy, type SourcePolicy } from "../../buildkit/client/index.js";
import { SlipwayError } from "../../errors/index.js";
import { resolvePath } from "../../util/current-directory.js";
import { fileError } from "../../util/file-error.js";

/**
 * Reads the source policy in the file that `EXPERIMENTAL_BUILDKIT_SOURCE_POLICY` names.
 *
 * @throws SlipwayError `not-found` or `io-error` when the file cannot be read, `invalid-argument` when it holds none.
 */
export function readSourcePolicy(path: string, cwd: string): SourcePolicy {
  const data = policyFile(path, cwd);
  try {
    return decodeSourcePolicy(data);
  } catch (cause) {
    const why = SlipwayError.from(cause).message;
    throw new SlipwayError("invalid-argument", `failed to parse source policy: ${why}`, {
      cause,
      details: { path },
    });
  }
}

function policyFile(path: string, cwd: string): Uint8Array {
  try {
    return readFileSync(resolvePath(cwd, path));
  } catch (reason) {
    throw fileError("failed to read policy file: open", path, reason);
  }
}
