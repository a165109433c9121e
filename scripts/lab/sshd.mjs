// @ts-check
import { existsSync } from "node:fs";
import { join } from "node:path";
import { debianArchitecture, debianCodename, fetchPackageFile } from "./debian.mjs";
import { labPath, SetupError, say } from "./shell.mjs";

const triplets = new Map([
  ["amd64", "x86_64-linux-gnu"],
  ["arm64", "aarch64-linux-gnu"],
]);

/**
 * OpenSSH's server, beside the library it needs, for tests that run one of their own; nothing is installed or started.
 * Returns its path, or undefined where it cannot be had.
 */
export function ensureSshd() {
  const target = labPath("sshd", "sshd");
  if (existsSync(target)) return target;
  say("Fetching OpenSSH's server");
  const architecture = debianArchitecture();
  const suite = debianCodename();
  const library = join("usr/lib", triplets.get(architecture) ?? architecture, "libwrap.so.0");
  try {
    fetchPackageFile({
      package: "libwrap0",
      suite,
      architecture,
      file: library,
      target: labPath("sshd", "libwrap.so.0"),
    });
    fetchPackageFile({ package: "openssh-server", suite, architecture, file: "usr/sbin/sshd", target });
    return target;
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    say(`Connections through ssh go untested: ${error.message}`);
    return undefined;
  }
}
