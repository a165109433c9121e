import { randomBytes } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";
import { SlipwayError } from "../../errors/index.js";
import { fileError } from "../../util/file-error.js";
import { ArchiveIndex } from "./archive-index.js";
import { ByteReader } from "./byte-reader.js";
import { parsePaxRecords, paxRecord } from "./pax-records.js";
import { readMember } from "./read-member.js";
import { paddedSize, type TarMember } from "./tar-member.js";

/** What an archive's first record says before the archive's state. */
const mark = "slipway cache mount 1 ";

/** An archive of a cache mount on this machine, open for reading. */
export interface MountArchive {
  readonly path: string;
  /** Names the content: the same in the builder's notes of what it sent. */
  readonly state: string;
  /** Bytes of the file. */
  readonly size: number;
  readonly index: ArchiveIndex;
  /** Walks over the entries; content that is not read is skipped. */
  members(): AsyncGenerator<ArchiveMember, void>;
  close(): Promise<void>;
}

/** An entry and its content, padded to whole blocks. */
export interface ArchiveMember {
  readonly member: TarMember;
  content(): AsyncGenerator<Uint8Array, void>;
}

/** A new name of an archive's content. */
export function newState(): string {
  return randomBytes(16).toString("hex");
}

/** The first blocks of an archive: a record that tar programs pass over. */
export function archiveHead(state: string): Buffer {
  const record = Buffer.from(paxRecord("comment", `${mark}${state}`), "latin1");
  const head = Buffer.alloc(512 + paddedSize(record.length));
  head.write("././@PaxHeader", 0, "latin1");
  head.write("0000644\x000000000\x000000000\0", 100, "latin1");
  head.write(`${record.length.toString(8).padStart(11, "0")} 00000000000         g`, 124, "latin1");
  head.write("ustar\x0000", 257, "latin1");
  const sum = head.subarray(0, 512).reduce((total, byte) => total + byte, 0);
  head.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
  record.copy(head, 512);
  return head;
}

/**
 * Opens an archive and looks through it.
 *
 * @returns undefined when there is no such file
 * @throws SlipwayError `corrupt-state` for a file that is no such archive, as `fileError` when it cannot be read
 */
export async function openArchive(path: string): Promise<MountArchive | undefined> {
  const handle = await open(path).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw fileError("open", path, error);
  });
  if (handle === undefined) return undefined;
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) throw notOurs(path);
    const state = await readState(handle, path);
    const index = new ArchiveIndex(path);
    const members = () => membersOf(handle, path);
    for await (const { member } of members()) {
      index.add(member, member.head.length + paddedSize(member.size));
    }
    index.check();
    return { path, state, size: stat.size, index, members, close: () => handle.close() };
  } catch (error) {
    await handle.close();
    throw error instanceof SlipwayError ? error : fileError("read", path, error);
  }
}

/** The entries of an archive that is read from a stream or a file, up to its end. */
export async function* readMembers(reader: ByteReader, what: string): AsyncGenerator<ArchiveMember, void> {
  for (;;) {
    const member = await readMember(reader, what);
    if (member === undefined) return;
    const end = reader.position + paddedSize(member.size);
    yield { member, content: () => reader.pieces(paddedSize(member.size)) };
    await reader.skip(end - reader.position);
  }
}

async function* membersOf(handle: FileHandle, path: string): AsyncGenerator<ArchiveMember, void> {
  yield* readMembers(ByteReader.ofFile(handle, path), path);
}

async function readState(handle: FileHandle, path: string): Promise<string> {
  const head = Buffer.alloc(1024);
  const { bytesRead } = await handle.read(head, 0, head.length, 0);
  const size = Number.parseInt(head.toString("latin1", 124, 135), 8);
  const isRecord = bytesRead === head.length && head[156] === 0x67 && size <= 512;
  const records = isRecord ? parsePaxRecords(head.subarray(512, 512 + size)) : undefined;
  const comment = records?.get("comment") ?? "";
  const state = comment.startsWith(mark) ? comment.slice(mark.length) : "";
  if (!/^[0-9a-f]{32}$/.test(state)) throw notOurs(path);
  return state;
}

function notOurs(path: string): SlipwayError {
  return new SlipwayError("corrupt-state", `${path} is no export of a cache mount`, {
    hint: "name another file, or delete this one",
  });
}
