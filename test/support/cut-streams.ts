import { Readable } from "node:stream";
import { setImmediate as turn } from "node:timers/promises";

/** A way in which bytes may come. */
export interface CutStream {
  readonly how: string;
  open(): Readable;
}

interface Coming {
  /** Each piece comes when the reader has done what it can with those before. */
  readonly pauses: boolean;
  /** The end comes by itself. */
  readonly lateEnd: boolean;
}

const piecesOf = [1, 7, 511, 512, 513, 1000, 1536, 2048, 3000, 5000, Number.POSITIVE_INFINITY];

/** The same bytes in pieces of many sizes, with and without pauses, the end with the last piece or after it. */
export function cutEvenly(bytes: Uint8Array): CutStream[] {
  return piecesOf.flatMap((size) =>
    [false, true].flatMap((pauses) =>
      [false, true].map((lateEnd) => {
        const pieces: Uint8Array[] = [];
        for (let at = 0; at < bytes.length; at += size) pieces.push(bytes.subarray(at, at + size));
        const how = `${size} bytes a piece, ${pauses ? "pauses" : "no pause"}, the end ${lateEnd ? "after" : "with"} the last`;
        return { how, open: () => streamOf(pieces, { pauses, lateEnd }) };
      }),
    ),
  );
}

/** The same bytes in two pieces, cut at every place there is, with a pause between them. */
export function cutOnce(bytes: Uint8Array): CutStream[] {
  return Array.from({ length: bytes.length - 1 }, (_, index) => {
    const at = index + 1;
    const pieces = [bytes.subarray(0, at), bytes.subarray(at)];
    return { how: `cut at ${at}`, open: () => streamOf(pieces, { pauses: true, lateEnd: at % 2 === 0 }) };
  });
}

function streamOf(pieces: readonly Uint8Array[], { pauses, lateEnd }: Coming): Readable {
  const stream = new Readable({ read() {} });
  const send = async () => {
    for (const [index, piece] of pieces.entries()) {
      if (pauses && index > 0) await turn();
      stream.push(piece);
    }
    if (lateEnd) await turn();
    stream.push(null);
  };
  void send();
  return stream;
}
