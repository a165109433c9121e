// Generated from fsutil/wire.proto by scripts/generate-protobuf.mjs; do not edit.
import { DescMessage } from "../../protobuf/schema.js";

/** `fsutil.types.Packet` */
export interface Packet {
  type: Packet_PacketType;
  stat?: Stat;
  id: number;
  data: Uint8Array;
}
/** Field table of {@link Packet}. */
export const PacketSchema: DescMessage<Packet> = /* @__PURE__ */ new DescMessage("fsutil.types.Packet", () => [
  [1, "type", "int32"],
  [2, "stat", StatSchema],
  [3, "id", "uint32"],
  [4, "data", "bytes"],
]);

/** `fsutil.types.Packet.PacketType` */
export enum Packet_PacketType {
  PACKET_STAT = 0,
  PACKET_REQ = 1,
  PACKET_DATA = 2,
  PACKET_FIN = 3,
  PACKET_ERR = 4,
}

/** `fsutil.types.Stat` */
export interface Stat {
  /** Slash separated, relative, clean. */
  path: string;
  /** Go's os.FileMode bits. */
  mode: number;
  uid: number;
  gid: number;
  size: bigint;
  /** Unix time in nanoseconds. */
  modTime: bigint;
  /** Target of a symlink, or source path of a hard link. */
  linkname: string;
  devmajor: bigint;
  devminor: bigint;
  xattrs: { [key: string]: Uint8Array };
}
/** Field table of {@link Stat}. */
export const StatSchema: DescMessage<Stat> = /* @__PURE__ */ new DescMessage("fsutil.types.Stat", () => [
  [1, "path", "string"],
  [2, "mode", "uint32"],
  [3, "uid", "uint32"],
  [4, "gid", "uint32"],
  [5, "size", "int64"],
  [6, "modTime", "int64"],
  [7, "linkname", "string"],
  [8, "devmajor", "int64"],
  [9, "devminor", "int64"],
  [10, "xattrs", "bytes", { mapKey: "string" }],
]);
