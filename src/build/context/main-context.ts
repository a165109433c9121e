import { statSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, resolve } from "node:path";
import { Readable } from "node:stream";
import { SlipwayError } from "../../errors/index.js";
import { ARCHIVE_PROBE_LENGTH, isArchive } from "./archive-format.js";
import { peekInput, readAll } from "./read-stdin.js";
import { remoteKind } from "./remote-context.js";

/** A directory the daemon may read: on disk, or a few files in memory. */
export type ContextDirectory =
  | { readonly kind: "disk"; readonly root: string }
  | { readonly kind: "memory"; readonly files: ReadonlyMap<string, Uint8Array> };

/** The main context and the Dockerfile, as attributes of the frontend and directories of the session. */
export interface MainContext {
  readonly attrs: Readonly<Record<string, string>>;
  readonly directories: ReadonlyMap<string, ContextDirectory>;
  /** The context's directory on this machine, when it has one. */
  readonly localDirectory?: string;
  /** The Dockerfile's path as the build's local state records it. */
  readonly dockerfilePath: string;
  /** Where lint output says the Dockerfile is. */
  readonly dockerfileName: string;
}

/** What {@link loadMainContext} reads. */
export interface MainContextRequest {
  readonly context: string;
  readonly file: string | undefined;
  readonly cwd: string;
  readonly stdin: Readable;
  /** Fetches a Dockerfile given as a URL, through the builder. */
  readonly fetchUrl: (url: string) => Promise<Uint8Array>;
  /** Offers an archive to the daemon; gives the URL it is fetched from, once. */
  readonly offerArchive: (archive: Readable) => string;
}

const DEFAULT_FILE = "Dockerfile";
/** A Dockerfile larger than this on standard input is certainly something else. */
const MAX_DOCKERFILE = 2 * 1024 * 1024;

const invalid = (message: string) => new SlipwayError("invalid-argument", message);
const memory = (name: string, content: Uint8Array): ContextDirectory => ({
  kind: "memory",
  files: new Map([[name, content]]),
});

/**
 * Finds out what the build's context is and where its Dockerfile comes from, reading standard input when one of them
 * is `-`.
 *
 * @throws SlipwayError `invalid-argument` or `not-found` with Buildx's wording.
 */
export async function loadMainContext(request: MainContextRequest): Promise<MainContext> {
  const { context, file, cwd } = request;
  if (context === "") throw invalid('please specify build context (e.g. "." for the current directory)');
  if (context === "-") return stdinContext(request);
  const path = resolve(cwd, context);
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return directoryContext(path, request);
  if (remoteKind(context) !== undefined) return remoteContext(request);
  throw new SlipwayError("not-found", `unable to prepare context: path "${context}" not found`, {
    details: { path, file },
  });
}

async function directoryContext(root: string, request: MainContextRequest): Promise<MainContext> {
  const context: ContextDirectory = { kind: "disk", root };
  const { file, cwd } = request;
  const shared = { localDirectory: root };
  if (file === "-" || (file !== undefined && remoteKind(file) === "http")) {
    const content = file === "-" ? await readDockerfile(request.stdin) : await request.fetchUrl(file);
    return {
      ...shared,
      attrs: { filename: DEFAULT_FILE, dockerfilekey: "dockerfile" },
      directories: new Map([
        ["context", context],
        ["dockerfile", memory(DEFAULT_FILE, content)],
      ]),
      dockerfilePath: file,
      dockerfileName: file === "-" ? "stdin" : file,
    };
  }
  const path = file === undefined ? join(root, DEFAULT_FILE) : resolve(cwd, file);
  const filename = await existingName(path);
  return {
    ...shared,
    attrs: { filename },
    directories: new Map([
      ["context", context],
      ["dockerfile", { kind: "disk", root: dirname(path) }],
    ]),
    dockerfilePath: path,
    dockerfileName: file ?? join(request.context, DEFAULT_FILE),
  };
}

/** `dockerfile` in lower case serves where `Dockerfile` is missing. */
async function existingName(path: string): Promise<string> {
  const name = basename(path);
  if (name !== DEFAULT_FILE || statSync(path, { throwIfNoEntry: false }) !== undefined) return name;
  const lower = name.toLowerCase();
  const names = await readdir(dirname(path)).catch(() => [] as string[]);
  return names.includes(lower) ? lower : name;
}

function readDockerfile(stdin: Readable): Promise<Buffer> {
  return readAll(stdin, MAX_DOCKERFILE, "the Dockerfile on standard input");
}

async function stdinContext(request: MainContextRequest): Promise<MainContext> {
  if (request.file === "-") {
    throw invalid("invalid argument: can't use stdin for both build context and dockerfile");
  }
  const { head, rest } = await peekInput(request.stdin, ARCHIVE_PROBE_LENGTH);
  if (isArchive(head)) return uploadedContext(rest, request);
  if (request.file !== undefined) {
    throw invalid("ambiguous Dockerfile source: both stdin and flag correspond to Dockerfiles");
  }
  const content = await readAll(rest, MAX_DOCKERFILE, "the Dockerfile on standard input");
  return {
    attrs: { filename: DEFAULT_FILE },
    directories: new Map([
      ["context", { kind: "memory", files: new Map() }],
      ["dockerfile", memory(DEFAULT_FILE, content)],
    ]),
    dockerfilePath: "-",
    dockerfileName: "stdin",
  };
}

function uploadedContext(body: AsyncIterable<Uint8Array>, request: MainContextRequest): MainContext {
  const context = request.offerArchive(Readable.from(body, { objectMode: false }));
  const attrs = { context, filename: request.file ?? DEFAULT_FILE };
  return {
    attrs,
    directories: new Map(),
    dockerfilePath: request.file ?? DEFAULT_FILE,
    dockerfileName: request.file ?? DEFAULT_FILE,
  };
}

async function remoteContext(request: MainContextRequest): Promise<MainContext> {
  const { context, file } = request;
  if (file === "-" || (file !== undefined && remoteKind(file) === "http")) {
    const content = file === "-" ? await readDockerfile(request.stdin) : await request.fetchUrl(file);
    return {
      attrs: { context, filename: DEFAULT_FILE, dockerfilekey: "dockerfile" },
      directories: new Map([["dockerfile", memory(DEFAULT_FILE, content)]]),
      dockerfilePath: file,
      dockerfileName: file === "-" ? "stdin" : file,
    };
  }
  if (file !== undefined && isAbsolute(file)) {
    return {
      attrs: { context, filename: basename(file), dockerfilekey: "dockerfile" },
      directories: new Map([["dockerfile", { kind: "disk", root: dirname(file) }]]),
      dockerfilePath: file,
      dockerfileName: file,
    };
  }
  const filename = file ?? DEFAULT_FILE;
  return {
    attrs: { context, filename },
    directories: new Map(),
    dockerfilePath: filename,
    dockerfileName: file ?? `${context}/${DEFAULT_FILE}`,
  };
}
