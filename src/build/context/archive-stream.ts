import { pipeline, Readable, type Transform } from "node:stream";
import * as zlib from "node:zlib";
import { SlipwayError } from "../../errors/index.js";
import { hasTarHeader, isZstd } from "./archive-format.js";
import { peekInput } from "./read-stdin.js";

const TAR_BLOCK = 512;
const TYPE_OFFSET = 156;
/** Headers that tell more of the next entry, or of all: pax's and GNU's. */
const EXTENDING = new Set(["x", "g", "L", "K"]);

/**
 * An archive as the daemon knows it for one. It looks at the first kibibyte and takes for a Dockerfile what is longer than
 * that before its first file, as pax headers are; in gzip, here without compressing, it is an archive in any case. What
 * zstd has compressed it does not read at all.
 *
 * @throws SlipwayError `unsupported` for zstd on a Node that has none.
 */
export async function daemonArchive(body: AsyncIterable<Uint8Array | string>): Promise<Readable> {
  const { head, rest } = await peekInput(body, TAR_BLOCK);
  if (isZstd(head)) return daemonArchive(piped(rest, zstdDecompressor()));
  const isExtended = EXTENDING.has(String.fromCharCode(head[TYPE_OFFSET] ?? 0)) && hasTarHeader(head);
  if (isExtended) return piped(rest, zlib.createGzip({ level: 0 }));
  return Readable.from(rest, { objectMode: false });
}

/** What fails or is given up at one end is so at the other. */
function piped(source: AsyncIterable<Uint8Array>, through: Transform): Readable {
  return pipeline(Readable.from(source, { objectMode: false }), through, () => {});
}

/** Node has it since 22.15. */
function zstdDecompressor(): Transform {
  const { createZstdDecompress } = zlib as { readonly createZstdDecompress?: () => Transform };
  if (createZstdDecompress !== undefined) return createZstdDecompress();
  throw new SlipwayError("unsupported", "the archive is compressed with zstd, which BuildKit does not read", {
    hint: "`zstd -dc ARCHIVE | slipway build -` unpacks it on the way, and so does Slipway under Node 22.15 and newer",
  });
}
