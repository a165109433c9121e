import { MemoryTree } from "../../buildkit/session/index.js";
import { SlipwayError } from "../../errors/index.js";
import type { ContextFiles } from "../options/context-source.js";
import { daemonArchive } from "./archive-stream.js";
import type { ContextDirectory, MainContext, MainContextRequest } from "./context-types.js";
import { entriesOf } from "./given-source.js";
import { DEFAULT_FILE, separateDockerfile } from "./separate-dockerfile.js";

/**
 * A context of files made by code. The Dockerfile is one of them unless it is given separately.
 *
 * @throws SlipwayError `not-found` without a Dockerfile, `invalid-argument` for a path that leads out of the context.
 */
export async function filesContext(files: ContextFiles, request: MainContextRequest): Promise<MainContext> {
  const tree = new MemoryTree(await entriesOf(files));
  const context: ContextDirectory = { kind: "memory", tree };
  const given = await separateDockerfile(request);
  if (given !== undefined) {
    const directories = new Map([
      ["context", context],
      ["dockerfile", given.directory],
    ]);
    return { ...given.names, attrs: given.attrs, directories };
  }
  const filename = request.file ?? DEFAULT_FILE;
  if (tree.entry(filename) === undefined) {
    throw new SlipwayError("not-found", `the files of the build context have no ${filename}`, {
      hint: "add it to the files, or give its text as dockerfile",
    });
  }
  const directories = new Map([
    ["context", context],
    ["dockerfile", context],
  ]);
  return { attrs: { filename }, directories, dockerfilePath: filename, dockerfileName: filename };
}

/** A context in a tar archive, which may be compressed. It is read once, when the daemon asks for it. */
export async function archiveContext(
  body: AsyncIterable<Uint8Array>,
  request: MainContextRequest,
): Promise<MainContext> {
  const context = request.offerArchive(await daemonArchive(body));
  const given = request.dockerfile === undefined ? undefined : await separateDockerfile(request);
  if (given !== undefined) {
    const directories = new Map([["dockerfile", given.directory]]);
    return { ...given.names, attrs: { context, ...given.attrs }, directories };
  }
  const filename = request.file ?? DEFAULT_FILE;
  return {
    attrs: { context, filename },
    directories: new Map(),
    dockerfilePath: filename,
    dockerfileName: filename,
  };
}
