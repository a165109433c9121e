// @ts-check
import { installPackages } from "./debian.mjs";
import { SetupError, say } from "./shell.mjs";

/** Shells whose completion is tested; without them those tests are skipped. */
export function ensureShells() {
  try {
    installPackages({ zsh: ["zsh"], fish: ["fish"] });
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    say(`The completion of some shells goes untested: ${error.message}`);
  }
}
