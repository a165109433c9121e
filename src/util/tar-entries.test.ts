import { setImmediate as turn } from "node:timers/promises";
import { packTar } from "modern-tar";
import { describe, expect, it } from "vitest";
import { cutEvenly, cutOnce } from "../../test/support/cut-streams.js";
import { type EntryContent, tarEntries } from "./tar-entries.js";

const archiveOf = async (contents: readonly string[]) =>
  packTar(contents.map((body, index) => ({ header: { name: `${index}`, size: body.length }, body })));

const contents = ["a".repeat(600), "b".repeat(10), "c".repeat(512), ""];
const archive = await archiveOf(contents);

/** What a reader does with an entry; the answer is what it has of the content. */
type Reading = (content: EntryContent) => Promise<string | undefined>;

const text = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).toString();
const read: Reading = async (content) => text(await content.bytes());
const pass: Reading = async () => undefined;
/** Reads the first bytes and forgets the iterator, as who knows by them that it needs no more. */
const abandon: Reading = async (content) => {
  await content[Symbol.asyncIterator]().next();
  return undefined;
};
const stop: Reading = async (content) => {
  for await (const _ of content) break;
  return undefined;
};

async function readAll(stream: Parameters<typeof tarEntries>[0], readings: readonly Reading[]) {
  const found: (string | undefined)[] = [];
  for await (const { content } of tarEntries(stream)) {
    found.push(await readings[found.length % readings.length]?.(content));
  }
  return found;
}

const expected = (readings: readonly Reading[]) =>
  contents.map((content, index) => (readings[index % readings.length] === read ? content : undefined));

const ways: readonly (readonly [string, readonly Reading[]])[] = [
  ["reads all", [read]],
  ["reads none", [pass]],
  ["passes over each second", [pass, read]],
  ["reads each third", [read, pass, pass]],
  ["abandons each second", [abandon, read]],
  ["stops in each second", [read, stop]],
  ["does all of that", [abandon, pass, read, stop]],
];

describe("the entries of an archive", () => {
  it.each(ways)("come to an end for who %s, however the bytes come", async (_way, readings) => {
    for (const { how, open } of cutEvenly(archive)) {
      expect(await readAll(open(), readings), how).toEqual(expected(readings));
    }
  });

  it("come to an end wherever the bytes are cut", async () => {
    const readings = [abandon, pass, read];
    for (const { how, open } of cutOnce(archive)) {
      expect(await readAll(open(), readings), how).toEqual(expected(readings));
    }
  });

  it("wait for content that is being read whole", async () => {
    for (const { how, open } of cutEvenly(archive)) {
      const whole: Promise<Uint8Array>[] = [];
      for await (const { content } of tarEntries(open())) whole.push(content.bytes());
      expect((await Promise.all(whole)).map(text), how).toEqual(contents);
    }
  });

  it("fail where the archive is cut off, read or passed over", async () => {
    for (const { how, open } of cutEvenly(archive.subarray(0, -1100))) {
      for (const reading of [read, pass, abandon]) {
        await expect(readAll(open(), [reading]), how).rejects.toThrow("truncated");
      }
    }
  });
});

describe("the content of an entry", () => {
  const refusal = { code: "invalid-argument", message: expect.stringContaining('the content of "0"') };

  it("is an error for who reads on after the next entry was asked for, not a part that seems whole", async () => {
    const byByte = cutEvenly(await archiveOf(["long enough", ""])).filter(({ how }) => how.startsWith("1 "));
    for (const { how, open } of byByte) {
      for (const turns of [0, 1, 5, 500]) {
        const entries = tarEntries(open());
        const { value } = await entries.next();
        const pieces = value?.content[Symbol.asyncIterator]();
        await pieces?.next();
        const next = entries.next();
        for (let index = 0; index < turns; index++) await turn();
        const rest = async () => {
          while (!(await pieces?.next())?.done);
        };
        await expect(rest(), `${how}, ${turns} turns later`).rejects.toMatchObject(refusal);
        expect((await next).value?.header.name).toBe("1");
        await entries.return();
      }
    }
  });

  it("is an error for a second reader", async () => {
    for (const { open } of cutEvenly(archive)) {
      for await (const { content } of tarEntries(open())) {
        await content.bytes();
        await expect(content.bytes()).rejects.toMatchObject(refusal);
        break;
      }
    }
  });
});
