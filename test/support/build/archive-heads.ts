/** The first bytes of archives that are compressed. */
export const gzipMagic: Buffer = Buffer.from([0x1f, 0x8b, 0x08, 0x00]);
export const bzipMagic: Buffer = Buffer.from("BZh9");
export const xzMagic: Buffer = Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]);
