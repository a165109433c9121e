import { statSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { basename, dirname, isAbsolute, join } from "node:path";
import { MemoryTree } from "../../buildkit/session/index.js";
import { SlipwayError } from "../../errors/index.js";
import { resolvePath } from "../../util/current-directory.js";
import { remoteKind, withSchemeLowered } from "../../util/remote-context.js";
import type { ContextSource } from "../options/context-source.js";
import { ARCHIVE_PROBE_LENGTH, isArchive } from "./archive-format.js";
import type { ContextDirectory, MainContext, MainContextRequest } from "./context-types.js";
import { checkDockerfile } from "./dockerfile-file.js";
import { archiveContext, filesContext } from "./made-context.js";
import { peekInput, refuseDirectoryOnStdin } from "./read-stdin.js";
import { DEFAULT_FILE, dockerfileOnStdin, separateDockerfile } from "./separate-dockerfile.js";

export type { ContextDirectory, MainContext, MainContextRequest } from "./context-types.js";

const invalid = (message: string) => new SlipwayError("invalid-argument", message);

/**
 * Finds out what the build's context is and where its Dockerfile comes from, reading standard input when one of them
 * is `-`.
 *
 * @throws SlipwayError `invalid-argument` or `not-found` with Buildx's wording.
 */
export async function loadMainContext(request: MainContextRequest): Promise<MainContext> {
  const { context, file, cwd } = request;
  if (request.dockerfile !== undefined && file !== undefined) {
    throw invalid("the Dockerfile is given twice: as its text and as the file to read it from");
  }
  if (typeof context !== "string") return sourceContext(context, request);
  if (context === "") throw invalid('please specify build context (e.g. "." for the current directory)');
  if (context === "-") return stdinContext(request);
  const path = resolvePath(cwd, context);
  if (isDirectory(path)) return directoryContext(path, context, request);
  if (remoteKind(context) !== undefined) return remoteContext(context, request);
  throw pathNotFound(context, path, file);
}

const isDirectory = (path: string) => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

function pathNotFound(context: string, path: string, file: string | undefined): SlipwayError {
  return new SlipwayError("not-found", `unable to prepare context: path "${context}" not found`, {
    details: { path, file },
  });
}

async function sourceContext(source: ContextSource, request: MainContextRequest): Promise<MainContext> {
  if (source.tar !== undefined) return archiveContext(source.tar, request);
  if (source.files !== undefined) return filesContext(source.files, request);
  const path = resolvePath(request.cwd, source.directory);
  if (!isDirectory(path)) throw pathNotFound(source.directory, path, request.file);
  return directoryContext(path, source.directory, request);
}

async function directoryContext(
  root: string,
  written: string,
  request: MainContextRequest,
): Promise<MainContext> {
  const context: ContextDirectory = { kind: "disk", root };
  const { file, cwd } = request;
  const shared = { localDirectory: root };
  const given = await separateDockerfile(request);
  if (given !== undefined) {
    return {
      ...shared,
      ...given.names,
      attrs: given.attrs,
      directories: new Map([
        ["context", context],
        ["dockerfile", given.directory],
      ]),
    };
  }
  const path = file === undefined ? join(root, DEFAULT_FILE) : resolvePath(cwd, file);
  checkFileDirectory(dirname(path), file);
  const filename = await existingName(path);
  checkDockerfile(join(dirname(path), filename));
  return {
    ...shared,
    attrs: { filename },
    directories: new Map([
      ["context", context],
      ["dockerfile", { kind: "disk", root: dirname(path) }],
    ]),
    dockerfilePath: path,
    dockerfileName: file ?? join(written, DEFAULT_FILE),
  };
}

/** The daemon says of a Dockerfile whether it is there; of a directory that is not there it could not say a thing. */
function checkFileDirectory(directory: string, file: string | undefined): void {
  if (isDirectory(directory)) return;
  throw new SlipwayError("not-found", `resolve : lstat ${directory}: no such file or directory`, {
    details: { file },
  });
}

/** `dockerfile` in lower case serves where `Dockerfile` is missing. */
async function existingName(path: string): Promise<string> {
  const name = basename(path);
  if (name !== DEFAULT_FILE || statSync(path, { throwIfNoEntry: false }) !== undefined) return name;
  const lower = name.toLowerCase();
  const names = await readdir(dirname(path)).catch(() => [] as string[]);
  return names.includes(lower) ? lower : name;
}

async function stdinContext(request: MainContextRequest): Promise<MainContext> {
  if (request.file === "-") {
    throw invalid("invalid argument: can't use stdin for both build context and dockerfile");
  }
  refuseDirectoryOnStdin(request.stdin);
  const { head, rest } = await peekInput(request.stdin, ARCHIVE_PROBE_LENGTH);
  if (isArchive(head)) return archiveContext(rest, request);
  if (request.file !== undefined || request.dockerfile !== undefined) {
    throw invalid("ambiguous Dockerfile source: both stdin and flag correspond to Dockerfiles");
  }
  const { names, directory } = await dockerfileOnStdin(rest);
  return {
    ...names,
    attrs: { filename: DEFAULT_FILE },
    directories: new Map([
      ["context", { kind: "memory", tree: new MemoryTree([]) }],
      ["dockerfile", directory],
    ]),
  };
}

async function remoteContext(context: string, request: MainContextRequest): Promise<MainContext> {
  const url = withSchemeLowered(context);
  const { file } = request;
  const given = await separateDockerfile(request);
  if (given !== undefined) {
    return {
      ...given.names,
      attrs: { context: url, ...given.attrs },
      directories: new Map([["dockerfile", given.directory]]),
    };
  }
  if (file !== undefined && isAbsolute(file)) {
    return {
      attrs: { context: url, filename: basename(file), dockerfilekey: "dockerfile" },
      directories: new Map([["dockerfile", { kind: "disk", root: dirname(file) }]]),
      dockerfilePath: file,
      dockerfileName: file,
    };
  }
  const filename = file ?? DEFAULT_FILE;
  return {
    attrs: { context: url, filename },
    directories: new Map(),
    dockerfilePath: filename,
    dockerfileName: file ?? `${context}/${DEFAULT_FILE}`,
  };
}
