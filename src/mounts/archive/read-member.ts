import { SlipwayError } from "../../errors/index.js";
import type { ByteReader } from "./byte-reader.js";
import { parsePaxRecords } from "./pax-records.js";
import { memberTypes, paddedSize, type TarMember } from "./tar-member.js";

const block = 512;
/** An extended header holds names and attributes, of 64 KiB each; more is no honest one. */
const maxExtended = 1 << 20;

/**
 * The next entry's header, or undefined at the archive's end. Its content is the caller's to read or to skip.
 *
 * @param what the archive in errors
 * @throws SlipwayError `corrupt-state` for what is no such archive, or leads out of the mount
 */
export async function readMember(reader: ByteReader, what: string): Promise<TarMember | undefined> {
  const blocks: Buffer[] = [];
  let extended: ReadonlyMap<string, string> = new Map();
  for (;;) {
    const header = await reader.take(block);
    if (header.every((byte) => byte === 0)) {
      if (blocks.length > 0) throw damaged(what, "ends with an extended header");
      return undefined;
    }
    checkSum(header, what);
    const letter = header.toString("latin1", 156, 157);
    if (letter !== "x" && letter !== "g") {
      return memberOf(header, Buffer.concat([...blocks, header]), extended, what);
    }
    const size = numberAt(header, 124, 12, what);
    if (size > maxExtended || blocks.length > 0) throw damaged(what, "has an extended header out of bounds");
    const data = await reader.take(paddedSize(size));
    if (letter === "g") continue;
    const records = parsePaxRecords(data.subarray(0, size));
    if (records === undefined) throw damaged(what, "has a broken extended header");
    extended = records;
    blocks.push(header, data);
  }
}

function memberOf(
  header: Buffer,
  head: Buffer,
  extended: ReadonlyMap<string, string>,
  what: string,
): TarMember {
  const type = memberTypes.get(header.toString("latin1", 156, 157));
  if (type === undefined) throw damaged(what, "has an entry of an unknown type");
  const prefix = textAt(header, 345, 155);
  const name = textAt(header, 0, 100);
  const path = insidePath(extended.get("path") ?? (prefix === "" ? name : `${prefix}/${name}`), what);
  const link = extended.get("linkpath") ?? textAt(header, 157, 100);
  const number = (key: string, offset: number, length: number) =>
    extended.has(key) ? wholeNumber(extended.get(key), what) : numberAt(header, offset, length, what);
  const size = number("size", 124, 12);
  if (size > 0 && type !== "file") throw damaged(what, "has content in an entry that is no file");
  if (type === "symlink" && (link === "" || link.includes("\0")))
    throw damaged(what, "has a link to nothing");
  return {
    path,
    type,
    size,
    mode: numberAt(header, 100, 8, what) & 0o7777,
    uid: number("uid", 108, 8),
    gid: number("gid", 116, 8),
    mtime: extended.has("mtime")
      ? nanoseconds(extended.get("mtime") ?? "", what)
      : BigInt(numberAt(header, 136, 12, what)) * 1_000_000_000n,
    link: type === "link" ? insidePath(link, what) : type === "symlink" ? link : "",
    hasAttributes: [...extended.keys()].some((key) => key.startsWith("SCHILY.")),
    head,
  };
}

/** Seconds with a fraction, as tar and find write them, in nanoseconds. */
export function nanoseconds(text: string, what: string): bigint {
  const [, sign, seconds, fraction = ""] = /^(-?)(\d{1,18})(?:\.(\d*))?$/.exec(text) ?? [];
  if (seconds === undefined) throw damaged(what, "has a time that is none");
  const whole = BigInt(seconds) * 1_000_000_000n + BigInt(fraction.slice(0, 9).padEnd(9, "0"));
  return sign === "-" ? -whole : whole;
}

/**
 * A path below the mount, without `./` and slashes at its ends; empty for the mount itself.
 *
 * @throws SlipwayError `corrupt-state` for one that leads out of it
 */
export function insidePath(path: string, what: string): string {
  const parts = path.split("/");
  const clean = parts.filter((part, index) => part !== "." && !(part === "" && index === parts.length - 1));
  if (path === "" || clean.some((part) => part === "" || part === "..") || path.includes("\0")) {
    throw damaged(what, `has a path that leads out of the mount: ${JSON.stringify(path.slice(0, 200))}`);
  }
  return clean.join("/");
}

/** The error of an archive that is not to be trusted. */
export function damaged(what: string, how: string): SlipwayError {
  return new SlipwayError("corrupt-state", `${what} ${how}`);
}

function checkSum(header: Buffer, what: string): void {
  let sum = 8 * 0x20;
  for (let at = 0; at < block; at++) if (at < 148 || at >= 156) sum += header[at] ?? 0;
  if (sum !== numberAt(header, 148, 8, what)) throw damaged(what, "is no tar archive, or damaged");
}

function textAt(header: Buffer, offset: number, length: number): string {
  const text = header.toString("latin1", offset, offset + length);
  const end = text.indexOf("\0");
  return end === -1 ? text : text.slice(0, end);
}

/** A number in octal digits, or in binary where it has more than these can hold. */
function numberAt(header: Buffer, offset: number, length: number, what: string): number {
  if (header[offset] === 0x80) {
    const value = BigInt(`0x${header.toString("hex", offset + 1, offset + length)}`);
    return wholeNumber(value.toString(), what);
  }
  const text = textAt(header, offset, length).trim();
  if (!/^[0-7]*$/.test(text)) throw damaged(what, "is no tar archive, or damaged");
  return text === "" ? 0 : Number.parseInt(text, 8);
}

function wholeNumber(text: string | undefined, what: string): number {
  const value = /^\d{1,16}$/.test(text ?? "") ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(value)) throw damaged(what, "has a number out of bounds");
  return value;
}
