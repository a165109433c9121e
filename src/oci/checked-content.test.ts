import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { CheckedContent } from "./checked-content.js";
import { sha256Digest } from "./digest.js";

const content = randomBytes(20 * 1024 * 1024);
const piece = 1024 * 1024;

function checked(bytes = content) {
  const opened: number[] = [];
  const source = async function* (offset: number) {
    opened.push(offset);
    for (let at = offset; at < bytes.length; at += piece) yield bytes.subarray(at, at + piece);
  };
  const descriptor = { digest: sha256Digest(content), size: content.length };
  return { opened, checked: new CheckedContent(descriptor, source, "there") };
}

async function read(chunks: AsyncIterable<Uint8Array>, length = Number.POSITIVE_INFINITY): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) {
    all.push(chunk);
    length -= chunk.length;
    if (length <= 0) break;
  }
  return Buffer.concat(all);
}

test("a reading goes on near the place where another one stopped, and is checked as a whole", async () => {
  const { checked: source, opened } = checked();
  await read(source.open(0), 19 * piece);
  const rest = await read(source.open(18 * piece + 7));
  expect(rest.equals(content.subarray(18 * piece + 7))).toBe(true);
  expect(opened).toEqual([0, 16 * piece]);
});

test("content that changed is refused, and says where it came from", async () => {
  const other = Buffer.from(content);
  other.writeUInt8((other[5] ?? 0) ^ 1, 5);
  await expect(read(checked(other).checked.open(0))).rejects.toMatchObject({
    code: "protocol-error",
    message: `content from there does not match its digest ${sha256Digest(content)}`,
  });
});
