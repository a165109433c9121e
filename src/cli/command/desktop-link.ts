import { existsSync } from "node:fs";
import { join } from "node:path";
import { homeDirectory } from "../../util/home-directory.js";
import type { ProgramIo } from "./command-call.js";

/**
 * Where Docker Desktop's build backend runs, says on standard error at which page of it a build is shown, as Buildx does:
 * a link on a terminal.
 *
 * @param ref `BUILDER/NODE/ID`
 */
export function printDesktopLink({ stderr, env }: Pick<ProgramIo, "stderr" | "env">, ref: string): void {
  if (!isDesktopThere(env)) return;
  const url = `docker-desktop://dashboard/build/${ref}`;
  const link = stderr.isTTY === true ? `\x1b]8;;${url}\x1b\\${url}\x1b]8;;\x1b\\` : url;
  stderr.write(`\nView build details: ${link}\n`);
}

/** Whether Docker Desktop's build backend has run here. Asked at once: Node's threads would be started for this alone. */
export function isDesktopThere(env: ProgramIo["env"]): boolean {
  return existsSync(join(homeDirectory(env), ".docker", "desktop-build", ".lastaccess"));
}
