import { type Dirent, existsSync, readdirSync } from "node:fs";
import { isAbsolute, join, resolve } from "node:path";
import { anyOf, type FailedSolve, writtenContext } from "./failed-solve.js";

const NO_DOCKERFILE = /failed to read dockerfile: open (.+): no such file or directory/;
/** What Dockerfiles are called. */
const LIKE_DOCKERFILE = /^(?:(?:dockerfile|containerfile)(?:[._-].*)?|.+\.(?:dockerfile|containerfile))$/i;
/** Names of standard input, which in a directory is no file. */
const STDIN = /^\/(?:dev\/stdin|dev\/fd\/\d+|proc\/self\/fd\/\d+)$/;
/** Directories below that are looked into, and names of each. */
const MOST_DIRECTORIES = 200;
const MOST_NAMES = 10_000;
const MOST_NAMED = 3;

/** For a Dockerfile that is not there: where it was looked for, and those that lie near. */
export function noDockerfileHint({ error, plan }: FailedSolve): string | undefined {
  const [, name] = NO_DOCKERFILE.exec(error.message) ?? [];
  if (name === undefined) return undefined;
  const { main, options } = plan;
  const directory = main.directories.get("dockerfile");
  const written = writtenContext(plan);
  if (directory?.kind !== "disk" || written === undefined || main.localDirectory === undefined) {
    return `the build context has no ${name} at its top; -f names another file in it`;
  }
  const { file } = options;
  if (file !== undefined && STDIN.test(file)) return "-f - reads the Dockerfile from standard input";
  if (file !== undefined && !isAbsolute(file) && existsSync(resolve(main.localDirectory, file))) {
    return `-f is looked for in the working directory, not in the build context: -f ${join(written, file)}`;
  }
  const found = dockerfilesNear(main.localDirectory);
  const where = `there is no ${name} in ${directory.root}`;
  if (found.length === 0) return `${where}; -f names a Dockerfile that lies elsewhere or has another name`;
  return `${where}; did you mean -f ${anyOf(found.map((path) => join(written, path)))}?`;
}

/** Names of Dockerfiles in a directory and those right below, the nearest first. */
function dockerfilesNear(root: string): string[] {
  const entries = list(root);
  const found = dockerfilesOf(entries);
  for (const directory of entries.filter((entry) => entry.isDirectory()).slice(0, MOST_DIRECTORIES)) {
    if (found.length >= MOST_NAMED) break;
    if (directory.name === "node_modules" || directory.name.startsWith(".git")) continue;
    found.push(...dockerfilesOf(list(join(root, directory.name))).map((name) => join(directory.name, name)));
  }
  return found.slice(0, MOST_NAMED);
}

function dockerfilesOf(entries: readonly Dirent[]): string[] {
  return entries
    .filter((entry) => !entry.isDirectory() && LIKE_DOCKERFILE.test(entry.name))
    .filter(({ name }) => !name.endsWith(".dockerignore"))
    .map(({ name }) => name)
    .sort();
}

function list(directory: string): Dirent[] {
  try {
    return readdirSync(directory, { withFileTypes: true }).slice(0, MOST_NAMES);
  } catch {
    return [];
  }
}
