import { join } from "node:path";
import { readSmallFile } from "../../util/read-small-file.js";
import type { MainContext } from "./context-types.js";
import { textInTree } from "./text-in-tree.js";

/** Bytes of a Dockerfile that are looked at. */
const LONGEST_DOCKERFILE = 2 << 20;

/** The text of the Dockerfile; empty where it is not on this side. Throws `io-error` and the like for one that cannot be read. */
export async function dockerfileText(main: MainContext): Promise<string> {
  const directory = main.directories.get("dockerfile");
  if (directory === undefined) return "";
  const { filename = "Dockerfile" } = main.attrs;
  if (directory.kind === "memory") return textInTree(directory.tree, filename, LONGEST_DOCKERFILE);
  return (await readSmallFile(join(directory.root, filename), LONGEST_DOCKERFILE)).toString("utf8");
}
