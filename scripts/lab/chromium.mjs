// @ts-check
import { installPackages } from "./debian.mjs";
import { SetupError, which } from "./shell.mjs";

const names = ["chromium", "chromium-browser", "google-chrome"];
const found = () => names.map((name) => which(name)).find((path) => path !== undefined);

/** The browser that the build view is tested in; returns its path. */
export function ensureChromium() {
  const path = found();
  if (path !== undefined) return path;
  installPackages({ chromium: ["chromium", "fonts-dejavu-core"] });
  const installed = found();
  if (installed === undefined)
    throw new SetupError("Debian's package chromium has brought no program of that name.");
  return installed;
}
