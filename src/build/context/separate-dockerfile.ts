import { Readable } from "node:stream";
import { MemoryTree } from "../../buildkit/session/index.js";
import { remoteKind } from "../../util/remote-context.js";
import type { ContextDirectory, MainContext, MainContextRequest } from "./context-types.js";
import { refuseUtf16 } from "./dockerfile-file.js";
import { readAll, refuseDirectoryOnStdin } from "./read-stdin.js";

/** The Dockerfile's name where nothing else is said. */
export const DEFAULT_FILE = "Dockerfile";
/** A Dockerfile larger than this on standard input is certainly something else. */
const MAX_DOCKERFILE = 2 * 1024 * 1024;

/** A Dockerfile that does not come with the context. */
export interface SeparateDockerfile {
  /** Tell the frontend to read it from the directory `dockerfile` of the session. */
  readonly attrs: Readonly<Record<string, string>>;
  readonly directory: ContextDirectory;
  readonly names: Pick<MainContext, "dockerfilePath" | "dockerfileName">;
}

/**
 * The Dockerfile where it is given as text, on standard input (`-`) or by a URL; undefined when it is a file.
 *
 * @throws SlipwayError `invalid-argument` for one that is too large, and what fetching it throws.
 */
export async function separateDockerfile(
  request: Pick<MainContextRequest, "dockerfile" | "file" | "stdin" | "fetchUrl">,
): Promise<SeparateDockerfile | undefined> {
  const { dockerfile, file } = request;
  if (dockerfile !== undefined) return made(dockerfile, "-", DEFAULT_FILE);
  if (file === "-") return dockerfileOnStdin(request.stdin);
  if (file === undefined || remoteKind(file) !== "http") return undefined;
  return made(await request.fetchUrl(file), file, file);
}

/** Reads a Dockerfile from standard input. */
export async function dockerfileOnStdin(
  input: AsyncIterable<Uint8Array | string>,
): Promise<SeparateDockerfile> {
  if (input instanceof Readable) refuseDirectoryOnStdin(input);
  const content = await readAll(input, MAX_DOCKERFILE, "the Dockerfile on standard input");
  return made(content, "-", "stdin");
}

function made(
  content: string | Uint8Array,
  dockerfilePath: string,
  dockerfileName: string,
): SeparateDockerfile {
  if (typeof content !== "string") refuseUtf16(content, dockerfileName);
  return {
    attrs: { filename: DEFAULT_FILE, dockerfilekey: "dockerfile" },
    directory: { kind: "memory", tree: new MemoryTree([[DEFAULT_FILE, content]]) },
    names: { dockerfilePath, dockerfileName },
  };
}
