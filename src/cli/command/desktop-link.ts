import { stat } from "node:fs/promises";
import { join } from "node:path";
import { homeDirectory } from "../../util/home-directory.js";
import type { ProgramIo } from "./command-call.js";

/**
 * Where Docker Desktop's build backend runs, says on standard error at which page of it a build is shown, as Buildx does:
 * a link on a terminal.
 *
 * @param ref `BUILDER/NODE/ID`
 */
export async function printDesktopLink({ stderr, env }: Pick<ProgramIo, "stderr" | "env">, ref: string) {
  const used = join(homeDirectory(env), ".docker", "desktop-build", ".lastaccess");
  const isThere = await stat(used).then(
    () => true,
    () => false,
  );
  if (!isThere) return;
  const url = `docker-desktop://dashboard/build/${ref}`;
  const link = stderr.isTTY === true ? `\x1b]8;;${url}\x1b\\${url}\x1b]8;;\x1b\\` : url;
  stderr.write(`\nView build details: ${link}\n`);
}
