// @ts-check
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { asRoot, labPath, run, SetupError, say, which } from "./shell.mjs";

const keyring = "/usr/share/keyrings/debian-archive-keyring.gpg";

/** Debian's name of this machine's processor. */
export function debianArchitecture() {
  return run(["dpkg", "--print-architecture"]).trim();
}

function requireApt(what = "") {
  if (which("apt-get") !== undefined) return;
  throw new SetupError(`${what} is not installed and this machine has no apt-get to install it with.`);
}

let listsAreFresh = false;

/**
 * Installs those of the packages whose program is missing.
 * @param {Record<string, string[]>} packagesByProgram e.g. `{ dockerd: ["docker.io", "iptables"] }`
 */
export function installPackages(packagesByProgram) {
  const missing = Object.entries(packagesByProgram).filter(([program]) => which(program) === undefined);
  if (missing.length === 0) return;
  const packages = missing.flatMap(([, names]) => names);
  requireApt(missing.map(([program]) => program).join(", "));
  say(`Installing ${packages.join(", ")} with apt-get`);
  const apt = (/** @type {string[]} */ ...args) =>
    run(
      asRoot([
        "env",
        "DEBIAN_FRONTEND=noninteractive",
        "apt-get",
        "-q",
        "-o",
        "DPkg::Lock::Timeout=300",
        ...args,
      ]),
    );
  if (!listsAreFresh) apt("update");
  listsAreFresh = true;
  apt("install", "-y", "--no-install-recommends", ...packages);
}

/**
 * The `[URI, suite]` pairs of the machine's apt sources, in the order apt reads them.
 * @param {string} [directory]
 */
export function aptSources(directory = "/etc/apt") {
  /** @type {[string, string][]} */
  const sources = [];
  const parts = readdirSync(join(directory, "sources.list.d")).map((name) =>
    join(directory, "sources.list.d", name),
  );
  for (const file of [join(directory, "sources.list"), ...parts.sort()]) {
    let text = "";
    try {
      text = readFileSync(file, "utf8").replaceAll(/^#.*\n/gm, "");
    } catch {}
    if (file.endsWith(".sources")) {
      for (const stanza of text.split(/\n\s*\n/)) {
        const field = (/** @type {string} */ name) =>
          stanza
            .match(new RegExp(`^${name}:(.*(?:\\n[ \\t].*)*)`, "im"))?.[1]
            ?.trim()
            .split(/\s+/) ?? [];
        for (const uri of field("URIs")) for (const suite of field("Suites")) sources.push([uri, suite]);
      }
    } else {
      for (const match of text.matchAll(/^deb\s+(?:\[[^\]]*\]\s+)?(\S+)\s+(\S+)/gm)) {
        sources.push([match[1] ?? "", match[2] ?? ""]);
      }
    }
  }
  return sources;
}

/** The codename of the Debian release this machine runs, e.g. `bookworm`. */
export function debianCodename() {
  const release = readFileSync("/etc/os-release", "utf8");
  return release.match(/^VERSION_CODENAME="?([a-z]+)/m)?.[1] ?? "stable";
}

/** The Debian mirror this machine installs from. */
export function debianMirror() {
  requireApt("what the tests need");
  const codename = debianCodename();
  const uri = aptSources().find(([, suite]) => suite === codename || suite === "stable")?.[0];
  if (uri === undefined) {
    throw new SetupError(`the apt sources of this machine name no mirror of Debian's ${codename}.`);
  }
  const list = uri.match(/^mirror\+file:(.*)/)?.[1];
  const address = list === undefined ? uri : (readFileSync(list, "utf8").match(/^\S+:\/\/\S+/m)?.[0] ?? uri);
  return address.replace(/\/$/, "");
}

/**
 * Fetches one file of a Debian package of any suite and architecture, through apt itself (its proxies, its signature
 * checks) but with lists of its own, so the machine's package database is not touched.
 * @param {{ package: string, suite: string, architecture: string, file: string, target: string }} wanted `file` is
 *   the path inside the package; `target` is where it goes, executable.
 */
export function fetchPackageFile(wanted) {
  const state = labPath("apt", `${wanted.suite}-${wanted.architecture}`, ".");
  for (const name of ["lists/partial", "cache/archives/partial"])
    mkdirSync(join(state, name), { recursive: true });
  writeFileSync(join(state, "status"), "");
  writeFileSync(
    join(state, "sources.list"),
    `deb [signed-by=${keyring}] ${debianMirror()} ${wanted.suite} main\n`,
  );
  const options = {
    "Dir::State": state,
    "Dir::State::lists": join(state, "lists"),
    "Dir::State::status": join(state, "status"),
    "Dir::Cache": join(state, "cache"),
    "Dir::Etc::sourcelist": join(state, "sources.list"),
    "Dir::Etc::sourceparts": "/dev/null",
    "APT::Architecture": wanted.architecture,
    "APT::Architectures::": wanted.architecture,
    "APT::Sandbox::User": "",
    "Acquire::Languages": "none",
  };
  const flags = Object.entries(options).flatMap(([name, value]) => ["-o", `${name}=${value}`]);
  const scratch = mkdtempSync(join(tmpdir(), "slipway-package-"));
  try {
    run(["apt-get", ...flags, "-q", "update"]);
    run(["apt-get", ...flags, "-q", "download", wanted.package], { cwd: scratch });
    const archive = readdirSync(scratch).find((name) => name.endsWith(".deb"));
    run(["dpkg-deb", "--extract", join(scratch, archive ?? ""), join(scratch, "root")]);
    run(["install", "-D", "-m", "755", join(scratch, "root", wanted.file), `${wanted.target}.new`]);
    renameSync(`${wanted.target}.new`, wanted.target);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
    rmSync(join(state, "lists"), { recursive: true, force: true });
    rmSync(join(state, "cache"), { recursive: true, force: true });
  }
}
