import { createWriteStream } from "node:fs";
import { stat } from "node:fs/promises";
import type { Writable } from "node:stream";
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
    await write(file.handle.createWriteStream({ autoClose: false }));
    await file.commit();
  } catch (reason) {
    await file.discard();
    throw reason;
  }
}

function cannotCreate(path: string, reason: unknown): SlipwayError {
  const why = reason instanceof Error ? systemErrorText(reason) : String(reason);
  const message = `failed to create output file ${quoteGo(path)}: open ${path}: ${why}`;
  return new SlipwayError(fileErrorCode(reason), message, { cause: reason, details: { path } });
}
