import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { SlipwayError } from "../../errors/index.js";

const FROM_STDIN = "-f - reads the Dockerfile from standard input";

/**
 * Looks at a Dockerfile on disk for what the daemon could only fail of. One that is missing or cannot be read is left to
 * the daemon, which says so.
 *
 * @throws SlipwayError `invalid-argument` for a pipe, which would be waited for for ever, and for text in UTF-16.
 */
export function checkDockerfile(path: string): void {
  let file: number;
  try {
    file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch {
    return;
  }
  try {
    const stats = fstatSync(file);
    if (stats.isFIFO()) {
      throw new SlipwayError("invalid-argument", `the Dockerfile ${path} is a pipe`, { hint: FROM_STDIN });
    }
    if (!stats.isFile()) return;
    const head = new Uint8Array(2);
    if (readSync(file, head) === head.length) refuseUtf16(head, path);
  } finally {
    closeSync(file);
  }
}

/** Throws SlipwayError `invalid-argument` for a Dockerfile that begins as text in UTF-16 does. */
export function refuseUtf16(head: Uint8Array, what: string): void {
  const mark = (head[0] ?? 0) * 256 + (head[1] ?? 0);
  if (mark !== 0xfffe && mark !== 0xfeff) return;
  throw new SlipwayError("invalid-argument", `the Dockerfile ${what} is text in UTF-16`, {
    hint: "save it as UTF-8; PowerShell writes that with `| Out-File -Encoding utf8`",
  });
}
