// @ts-check
import { existsSync } from "node:fs";
import { debianArchitecture, debianCodename, fetchPackageFile, installPackages } from "./debian.mjs";
import { labPath, SetupError, say } from "./shell.mjs";

/** Shells whose completion is tested; without them those tests are skipped. */
export function ensureShells() {
  try {
    installPackages({ zsh: ["zsh"], fish: ["fish"] });
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    say(`The completion of some shells goes untested: ${error.message}`);
  }
}

/** The library of bash functions that docker's completion script for bash needs; returns its path. */
export function ensureBashCompletion() {
  const target = labPath("bash_completion");
  if (existsSync(target)) return target;
  say("Fetching bash-completion");
  fetchPackageFile({
    package: "bash-completion",
    suite: debianCodename(),
    architecture: debianArchitecture(),
    file: "usr/share/bash-completion/bash_completion",
    target,
  });
  return target;
}
