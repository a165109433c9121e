import { posix } from "node:path";
import type { BuildState } from "../../builder/index.js";
import { remoteKind } from "../../util/remote-context.js";
import { asFragment, type BuildAttributes } from "../query/repository.js";

const DEFAULT_FILE = "/Dockerfile";

/** What lists call a build, from what it was told and from where it was started, as buildx names it; may be empty. */
export function buildName(attributes: BuildAttributes, state: BuildState | undefined): string {
  const given = attributes["build-arg:BUILDKIT_BUILD_NAME"];
  if (given) return given;
  const { target = "" } = attributes;
  const context = contextOf(attributes);
  const name = context === "" ? localName(attributes, state) : context;
  if (target !== "") return name === "" ? target : `${name} (${target})`;
  return name === "" ? sourceName(attributes) : name;
}

function contextOf(attributes: BuildAttributes): string {
  const { context, "vcs:localdir:context": directory = "." } = attributes;
  return toSlash(context ?? (directory === "." ? "" : directory));
}

function sourceName({ "vcs:source": source, "input:context": input = "" }: BuildAttributes): string {
  if (source !== undefined) return asFragment(source);
  return remoteKind(input) === "git" ? asFragment(input) : "";
}

/** By the paths of context and Dockerfile, beginning with the directory that the context is. */
function localName(attributes: BuildAttributes, state: BuildState | undefined): string {
  const root = contextDirectory(state);
  const file = dockerfilePath(attributes, state);
  const isDefault = file === "" || file.endsWith(DEFAULT_FILE);
  const path = file.endsWith(DEFAULT_FILE) ? file.slice(0, -DEFAULT_FILE.length) : file;
  if (path.startsWith(root) && path.length > root.length) return path.slice(root.lastIndexOf("/") + 1);
  const base = path === "" ? root : path;
  const slash = base.lastIndexOf("/");
  const last = base.slice(slash + 1);
  if (base === "" || isDefault) return last;
  return posix.join(posix.basename(slash === -1 ? base : base.slice(0, slash)), last);
}

function dockerfilePath(attributes: BuildAttributes, state: BuildState | undefined): string {
  const stored = isLocal(state) ? state.dockerfilePath : "";
  if (stored !== "" && stored !== "-" && stored !== "Dockerfile") return toSlash(stored);
  const { filename = "Dockerfile", "vcs:localdir:dockerfile": directory = "." } = attributes;
  const file = filename === "Dockerfile" ? "" : toSlash(filename);
  return directory === "." ? file : posix.join(toSlash(directory), file);
}

function contextDirectory(state: BuildState | undefined): string {
  return isLocal(state) && state.localPath !== "-" ? toSlash(state.localPath) : "";
}

function isLocal(state: BuildState | undefined): state is BuildState {
  return state !== undefined && remoteKind(state.localPath) === undefined;
}

function toSlash(path: string): string {
  return process.platform === "win32" ? path.replaceAll("\\", "/") : path;
}
