import { createWriteStream } from "node:fs";
import { type FileHandle, stat } from "node:fs/promises";
import { Writable } from "node:stream";
import { fileErrorCode, SlipwayError, systemErrorText } from "../../errors/index.js";
import { quoteGo } from "../../util/go-quote.js";
import { openTemporaryFile } from "../../util/temporary-file.js";

/**
 * Runs `write` with a stream into a file, which has its name only when it is complete; a pipe or a device is written
 * to as it is.
 *
 * @throws SlipwayError that names the file when it cannot be created.
 */
export async function writeOutputFile(
  path: string,
  write: (output: Writable) => Promise<void>,
): Promise<void> {
  const existing = await stat(path).catch(() => undefined);
  if (existing !== undefined && !existing.isFile() && !existing.isDirectory()) {
    await write(createWriteStream(path));
    return;
  }
  const file = await openTemporaryFile(path, 0o644).catch((reason: unknown) => {
    throw cannotCreate(path, reason);
  });
  try {
    if (existing?.isDirectory()) throw cannotCreate(path, "is a directory");
    await write(streamInto(file.handle));
    await file.commit();
  } catch (reason) {
    await file.discard();
    throw reason;
  }
}

/** Node's own stream for a handle closes it, which is for whoever gives the file its name. */
function streamInto(handle: FileHandle): Writable {
  return new Writable({
    write(chunk: Uint8Array, _encoding, done) {
      handle.appendFile(chunk).then(() => done(), done);
    },
  });
}

function cannotCreate(path: string, reason: unknown): SlipwayError {
  const why = reason instanceof Error ? systemErrorText(reason) : String(reason);
  const message = `failed to create output file ${quoteGo(path)}: open ${path}: ${why}`;
  return new SlipwayError(fileErrorCode(reason), message, { cause: reason, details: { path } });
}
