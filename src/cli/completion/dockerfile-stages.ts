import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { stagesIn } from "../../util/dockerfile-stages.js";

/** More of a Dockerfile is not looked at. */
const limit = 1024 * 1024;

/**
 * The names of the stages in the Dockerfile that a `build` line means as far as it is typed: of `--file`, or in the
 * context, which is the working directory where none is named yet. None where it cannot be read.
 */
export async function dockerfileStages(line: readonly string[]): Promise<string[]> {
  const path = fileOf(line) ?? join(contextOf(line), "Dockerfile");
  try {
    // A pipe that nobody writes to must not keep the shell waiting.
    const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      if (!(await file.stat()).isFile()) return [];
      const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(limit) });
      return stagesIn(buffer.toString("utf8", 0, bytesRead));
    } finally {
      await file.close();
    }
  } catch {
    return [];
  }
}

function fileOf(line: readonly string[]): string | undefined {
  const joined = line.find((word) => word.startsWith("--file="));
  if (joined !== undefined) return joined.slice("--file=".length);
  const flag = line.findLastIndex((word) => word === "-f" || word === "--file");
  return flag === -1 ? undefined : line[flag + 1];
}

/** The last word that is not a flag may still be a flag's value; then there is no Dockerfile in it. */
function contextOf(line: readonly string[]): string {
  const last = line.at(-1);
  return last === undefined || last.startsWith("-") ? "." : last;
}
