import type { ContextInputs } from "../../build/context/context-inputs.js";
import { copyDefinition, type Definition } from "../../buildkit/client/index.js";
import type { RemotePart, RemoteSource, TargetPaths } from "./context-paths.js";

/** The contexts of a target that are directories of an archive, as LLB; undefined where a URL says which they are. */
export function contextInputs(
  { part, parts }: TargetPaths,
  remote: RemoteSource | undefined,
): ContextInputs | undefined {
  const from = remote?.unpacked;
  if (from === undefined) return undefined;
  const named = Object.entries(parts).map(([name, given]): [string, Definition] => [
    name,
    copied(from, given),
  ]);
  return { main: part && copied(from, part), named: new Map(named) };
}

function copied(from: Definition, { path, name }: RemotePart): Definition {
  return copyDefinition({ from, path: path.startsWith("/") ? path : `/${path}`, name });
}
