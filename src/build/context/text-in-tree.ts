import type { FileTree } from "../../buildkit/session/index.js";
import { readSmallFile } from "../../util/read-small-file.js";

/**
 * The text of a file of a context, wherever the context is. Throws as the tree's content and readSmallFile.
 *
 * @param longest bytes of a file on disk that are read
 */
export async function textInTree(tree: FileTree, path: string, longest: number): Promise<string> {
  const content = tree.content(path);
  if (content.kind === "file") return (await readSmallFile(content.path, longest)).toString("utf8");
  const chunks: Uint8Array[] = [];
  for await (const chunk of content.open()) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}
