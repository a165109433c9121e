import { sha256Digest } from "../../oci/digest.js";
import { DefinitionSchema, OpSchema } from "../gen/pb/ops_pb.js";
import { create, type MessageInitShape, toBinary } from "../protobuf/index.js";
import type { GrpcChannel } from "../transport/index.js";
import { OpenBuild } from "./open-build.js";

const ignoreFile = ".dockerignore";

/**
 * The op by which the Dockerfile frontend reads `.dockerignore` of the context: BuildKit, frontend/dockerui/config.go,
 * `DockerIgnorePatterns`. It goes byte for byte as BuildKit marshals it, constraints before the source, since two builds
 * share a step whose digest is the same.
 */
function readIgnoreFile(session: string): Uint8Array {
  const attrs = {
    "local.differ": "none",
    "local.followpaths": JSON.stringify([ignoreFile]),
    "local.session": session,
    "local.sharedkeyhint": `context-${ignoreFile}`,
  };
  const constraints: MessageInitShape<typeof OpSchema> = { constraints: {} };
  const source: MessageInitShape<typeof OpSchema> = {
    op: { case: "source", value: { identifier: "local://context", attrs } },
  };
  return Buffer.concat([constraints, source].map((part) => toBinary(OpSchema, create(OpSchema, part))));
}

/**
 * Has a daemon that is far away read `.dockerignore` while the frontend still reads the Dockerfile, after which it would
 * begin with it: in a build of its own that is not recorded, whose step the real one then finds under way or done. A
 * frontend that reads the file in another way does so for itself.
 *
 * @param ref an id for that build, 25 characters of `[0-9a-z]`
 * @returns ends it, once the real build needs the step no more
 */
export function readIgnoreFileAhead(channel: GrpcChannel, session: string, ref: string): () => void {
  const op = readIgnoreFile(session);
  const digest = sha256Digest(op);
  const terminal = toBinary(OpSchema, create(OpSchema, { inputs: [{ digest, index: 0n }] }));
  const definition = create(DefinitionSchema, {
    def: [op, terminal],
    metadata: { [digest]: { description: { "llb.customname": `[internal] load ${ignoreFile}` } } },
  });
  const ending = new AbortController();
  const build = new OpenBuild(
    channel,
    { ref, session, internal: true, cache: {} },
    { signal: ending.signal },
  );
  // What fails here fails in the real build too, and is told there.
  build.solve({ definition, evaluate: true }).catch(() => undefined);
  return () => ending.abort();
}
