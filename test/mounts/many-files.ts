import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { paxRecord } from "../../src/mounts/archive/pax-records.js";
import { paddedSize } from "../../src/mounts/archive/tar-member.js";

/** A file of the cache that {@link writeManyFiles} makes. */
export interface MadeFile {
  readonly path: string;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Seconds, with nine digits after the point. */
  readonly mtime: string;
  /** The extended attribute `user.note`, if it has it. */
  readonly attribute: string | undefined;
  readonly content: Buffer;
}

/** Files that differ in everything, the same ones each time. */
export function* manyFiles(count: number): Generator<MadeFile, void> {
  for (let index = 0; index < count; index++) {
    const hash = createHash("sha512").update(`file ${index}`).digest();
    yield {
      path: `d${index % 97}/e${index % 11}/f${index}`,
      mode: [0o644, 0o600, 0o755, 0o4711, 0o2750, 0o1666, 0o444, 0][index % 8] ?? 0,
      uid: index % 3 === 0 ? 0 : index,
      gid: index % 5 === 0 ? 2_500_000 + index : 7,
      mtime: `${1_000_000_000 + index * 7919}.${String((index * 7_777_777) % 1_000_000_000).padStart(9, "0")}`,
      attribute: index % 50 === 0 ? `note ${index}` : undefined,
      content: Buffer.concat(Array.from({ length: index % 17 }, () => hash)).subarray(0, (index * 31) % 1024),
    };
  }
}

/** Writes them as a tar archive that tar unpacks. */
export function writeManyFiles(path: string, count: number): void {
  const blocks: Buffer[] = [];
  for (const file of manyFiles(count)) {
    const { attribute } = file;
    const records = Buffer.from(
      [
        paxRecord("mtime", file.mtime),
        paxRecord("uid", String(file.uid)),
        paxRecord("gid", String(file.gid)),
        attribute === undefined ? "" : paxRecord("SCHILY.xattr.user.note", attribute),
      ].join(""),
    );
    blocks.push(header("pax", 0o644, records.length, "x"), padded(records));
    blocks.push(header(file.path, file.mode, file.content.length, "0"), padded(file.content));
  }
  writeFileSync(path, Buffer.concat([...blocks, Buffer.alloc(1024)]));
}

function header(name: string, mode: number, size: number, type: string): Buffer {
  const block = Buffer.alloc(512);
  const octal = (value: number, digits: number) => value.toString(8).padStart(digits, "0");
  block.write(name, 0, "latin1");
  block.write(`${octal(mode, 7)}\0${octal(0, 7)}\0${octal(0, 7)}\0`, 100, "latin1");
  block.write(`${octal(size, 11)} ${octal(0, 11)}         ${type}`, 124, "latin1");
  block.write("ustar\x0000", 257, "latin1");
  block.write(
    `${octal(
      block.reduce((sum, byte) => sum + byte),
      6,
    )}\0 `,
    148,
    "latin1",
  );
  return block;
}

function padded(bytes: Buffer): Buffer {
  return Buffer.concat([bytes], paddedSize(bytes.length));
}
