import { sep } from "node:path";
import type { Readable } from "node:stream";
import { SlipwayError } from "../../errors/index.js";
import { type TarEntry, tarEntries } from "../../util/tar-entries.js";
import type { OutputFile } from "../options/output-option.js";

const TYPES: ReadonlySet<string> = new Set(["file", "directory", "symlink", "link"]);

/** The files of a tar archive, one after the other, while it arrives; nothing of it is kept. */
export async function* filesOf(archive: Readable): AsyncGenerator<OutputFile, void> {
  for await (const entry of tarEntries(archive)) yield outputFile(entry);
}

/**
 * A path as a caller may join it to a directory of its own, whoever made the archive.
 *
 * @throws SlipwayError `protocol-error` for one that leads out of the result.
 */
function insidePath(name: string): string {
  const parts = name.split("/").filter((part) => part !== "" && part !== ".");
  const leadsOut = parts.includes("..") || name.includes("\0") || (sep === "\\" && /[\\:]/.test(name));
  if (!leadsOut) return parts.join("/");
  throw new SlipwayError(
    "protocol-error",
    `the daemon sent a path that leads outside the result: ${JSON.stringify(name)}`,
  );
}

function outputFile({ header, content }: TarEntry): OutputFile {
  const { name, type = "file", mode, size, mtime, linkname } = header;
  if (type === "link" && linkname) insidePath(linkname);
  return {
    path: insidePath(name),
    type: TYPES.has(type) ? (type as OutputFile["type"]) : "other",
    mode: mode ?? 0o644,
    size,
    mtime: mtime ?? new Date(0),
    ...(linkname ? { linkname } : {}),
    content,
    bytes: () => content.bytes(),
  };
}
