// @ts-check
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { debianMirror, installPackages } from "./debian.mjs";
import { engineRequest, inspectImage } from "./engine-api.mjs";
import { asRoot, run, SetupError, say } from "./shell.mjs";

/** The image that the docker-container driver boots unless told otherwise. */
export const defaultImage = "moby/buildkit:buildx-stable-1";
/** The stand-in for it, made on this machine where no registry answers. */
export const offlineImage = "slipway/builder:offline";

const packages = ["docker.io", "docker-buildx", "ca-certificates", "git", "iptables", "openssh-client"];
const programs = ["buildkitd", "buildkitd-socket", "buildkitd-config", "buildctl"];
const programSource = (/** @type {string} */ name) =>
  fileURLToPath(new URL(`offline-image/${name}`, import.meta.url));

/** Changes whenever the recipe does, so that an image of an older recipe is made again. */
function recipeDigest() {
  const hash = createHash("sha256").update(packages.join());
  for (const name of programs) hash.update(readFileSync(programSource(name)));
  return hash.digest("hex").slice(0, 16);
}

/**
 * Makes sure the engine has a builder image and returns its reference: the default one, there or pulled; the offline
 * one where no registry answers. Once the offline image is there it is used without asking the registry again: a
 * machine without a registry may take half a minute to say so.
 */
export async function ensureBuilderImage() {
  if (await inspectImage(defaultImage)) return defaultImage;
  if (await hasOfflineImage()) return offlineImage;
  say(`Pulling ${defaultImage}`);
  const refusal = await pull(defaultImage);
  if (refusal === undefined) return defaultImage;
  say(`${defaultImage} cannot be pulled (${refusal}): a BuildKit that needs no registry takes its place`);
  return ensureOfflineImage();
}

/** Makes sure the engine has the offline image and returns its reference. It has a `dockerd` of its own, too. */
export async function ensureOfflineImage() {
  if (!(await hasOfflineImage())) {
    say(`Making ${offlineImage} from Debian's packages, about a minute`);
    await makeOfflineImage(recipeDigest());
  }
  return offlineImage;
}

async function hasOfflineImage() {
  const existing = await inspectImage(offlineImage);
  return existing?.Config?.Labels?.["slipway.recipe"] === recipeDigest();
}

/**
 * Why the image cannot be pulled, or undefined once it has been.
 * @param {string} reference
 */
async function pull(reference) {
  const [name = "", tag = ""] = reference.split(":");
  const path = `/images/create?fromImage=${encodeURIComponent(name)}&tag=${tag}`;
  const { status, text } = await engineRequest("POST", path, { timeout: 30_000 }).catch((error) => ({
    status: 0,
    text: JSON.stringify({ message: error.message }),
  }));
  if (status === 200 && !text.includes('"errorDetail"')) return undefined;
  const last = JSON.parse(text.trim().split("\n").at(-1) || "{}");
  return last.error ?? last.message ?? `HTTP ${status}`;
}

/**
 * A minimal Debian root with Docker Engine 28, whose BuildKit (v0.25) is the same code base as moby/buildkit's, and
 * small programs that give it moby/buildkit's command line and socket.
 * @param {string} recipe
 */
async function makeOfflineImage(recipe) {
  installPackages({ debootstrap: ["debootstrap"] });
  const root = mkdtempSync(join(tmpdir(), "slipway-builder-image-"));
  // debootstrap of Debian 12 has no script named after later suites; sid's serves them all.
  const script = "/usr/share/debootstrap/scripts/sid";
  try {
    chmodSync(root, 0o755);
    run(
      asRoot([
        "debootstrap",
        "--variant=minbase",
        `--include=${packages}`,
        "forky",
        root,
        debianMirror(),
        script,
      ]),
    );
    const unneeded = ["var/cache/apt/archives", "var/lib/apt/lists", "usr/share/doc", "usr/share/man"];
    run(asRoot(["rm", "-rf", ...unneeded.map((path) => join(root, path))]));
    for (const name of programs) {
      run(asRoot(["install", "-m", "755", programSource(name), join(root, "usr/bin", name)]));
    }
    await importImage(root, recipe);
  } finally {
    // Left mounted when debootstrap is interrupted; removing the tree must not reach into them.
    for (const mount of ["proc", "sys"])
      if (isMounted(join(root, mount))) run(asRoot(["umount", join(root, mount)]));
    run(asRoot(["rm", "-rf", "--one-file-system", root]));
  }
}

/** @param {string} path */
function isMounted(path) {
  return readFileSync("/proc/self/mounts", "utf8").includes(` ${path} `);
}

/**
 * @param {string} root
 * @param {string} recipe
 */
async function importImage(root, recipe) {
  const [program = "", ...args] = asRoot(["tar", "-C", root, "--one-file-system", "-c", "."]);
  const tar = spawn(program, args, { stdio: ["inherit", "pipe", "inherit"] });
  const [repo = "", tag = ""] = offlineImage.split(":");
  const query = new URLSearchParams({ fromSrc: "-", repo, tag });
  query.append("changes", 'ENTRYPOINT ["buildkitd"]');
  query.append("changes", `LABEL slipway.recipe=${recipe}`);
  const { status, text } = await engineRequest("POST", `/images/create?${query}`, { stream: tar.stdout });
  if (status !== 200 || text.includes('"error"')) {
    throw new SetupError(`the engine refused the builder image: ${text.trim()}`);
  }
}
