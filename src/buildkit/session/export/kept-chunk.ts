/** Chunks of fewer bytes are copied. */
const smallBytes = 4096;

/** The chunk as it may wait for its reader: a view of few bytes would keep the whole buffer that it was read into. */
export function keptChunk(chunk: Uint8Array): Uint8Array {
  return chunk.byteLength < smallBytes ? Buffer.from(chunk) : chunk;
}
