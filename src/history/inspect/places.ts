import { join, relative, sep } from "node:path";
import type { BuildState } from "../../builder/index.js";
import { currentDirectory } from "../../util/current-directory.js";
import type { AttributeReader } from "./attribute-reader.js";

/** Where a build found what it built. */
export interface BuildPlaces {
  readonly context: string;
  readonly dockerfile: string;
  readonly vcsRepository: string;
  readonly vcsRevision: string;
}

/** By what this machine knows of the build, else by its attributes, which are taken where they are used. */
export function readPlaces(attributes: AttributeReader, state: BuildState | undefined): BuildPlaces {
  const stored = storedContext(state);
  const context = stored === "" ? (attributes.take("context") ?? "") : stored;
  const dockerfile = storedDockerfile(state) || givenDockerfile(attributes);
  attributes.take("filename");
  // A context that is not shown is a remote one: the commit of the local directory is not that of the build.
  const isLocal = attributes.peek("context") === undefined;
  return {
    context,
    dockerfile,
    vcsRepository: (isLocal && attributes.peek("vcs:source")) || "",
    vcsRevision: (isLocal && attributes.peek("vcs:revision")) || "",
  };
}

function storedContext(state: BuildState | undefined): string {
  return state?.localPath ? inside(currentDirectory(), state.localPath) : "";
}

function storedDockerfile(state: BuildState | undefined): string {
  const { dockerfilePath = "", localPath = "" } = state ?? {};
  return dockerfilePath === "" || dockerfilePath === "-" ? dockerfilePath : inside(localPath, dockerfilePath);
}

function givenDockerfile(attributes: AttributeReader): string {
  const file = attributes.peek("filename");
  const directory = attributes.peek("vcs:localdir:dockerfile");
  return file === undefined || directory === undefined ? (file ?? "") : join(directory, file);
}

/** A path relative to a directory that it is in; as it is when it is elsewhere, or when one of them is no path. */
function inside(directory: string, path: string): string {
  if (directory.startsWith(sep) !== path.startsWith(sep)) return path;
  const inner = relative(directory, path);
  return inner.startsWith(`..${sep}`) ? path : inner || ".";
}
