/** The whole body. Rejects, reading no further, when it is longer than `limit` bytes. */
export async function readBody(response: Response, limit: number): Promise<Buffer<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk);
    length += chunk.byteLength;
    if (length > limit) throw new Error(`the answer exceeds ${limit} bytes`);
  }
  return Buffer.concat(chunks);
}
