import { constants, createDeflate, createInflate, type Deflate, type Inflate } from "node:zlib";

/** The words that SPDY/3 begins every compressed header block with; each is preceded by its length. */
const words = `options head post put delete trace accept accept-charset accept-encoding accept-language accept-ranges
  age allow authorization cache-control connection content-base content-encoding content-language content-length
  content-location content-md5 content-range content-type date etag expect expires from host if-match if-modified-since
  if-none-match if-range if-unmodified-since last-modified location max-forwards pragma proxy-authenticate
  proxy-authorization range referer retry-after server te trailer transfer-encoding upgrade user-agent vary via warning
  www-authenticate method get status 200_OK version HTTP/1.1 url public set-cookie keep-alive origin`;
const statusCodes = `100101201202205206300302303304305306307402405406407408409410411412413414415416417502504505`;
const phrases = `203 Non-Authoritative Information204 No Content301 Moved Permanently400 Bad Request401 Unauthorized403 Forbidden404 Not Found500 Internal Server Error501 Not Implemented503 Service Unavailable`;
const dates = `Jan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec 00:00:00 Mon, Tue, Wed, Thu, Fri, Sat, Sun, GMT`;
const values = `chunked,text/html,image/png,image/jpg,image/gif,application/xml,application/xhtml+xml,text/plain,text/javascript,publicprivatemax-age=gzip,deflate,sdchcharset=utf-8charset=iso-8859-1,utf-,*,enq=0.`;

/** The dictionary of SPDY/3's header compression, 1423 bytes. */
export const spdyDictionary = Buffer.concat([
  ...words.split(/\s+/).map((word) => withLength(word.replace("_", " "))),
  Buffer.from(statusCodes + phrases + dates + values),
]);

function withLength(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([uint32(bytes.length), bytes]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** Compresses and reads the header blocks of one connection, each way one stream of zlib. */
export class HeaderCodec {
  readonly #inflate: Inflate;
  readonly #deflate: Deflate;

  constructor() {
    const options = { dictionary: spdyDictionary, flush: constants.Z_SYNC_FLUSH };
    this.#inflate = createInflate(options);
    this.#deflate = createDeflate(options);
  }

  async decode(block: Buffer): Promise<ReadonlyMap<string, string>> {
    const bytes = await through(this.#inflate, block);
    const headers = new Map<string, string>();
    let offset = 0;
    const next = () => {
      const value = bytes.readUInt32BE(offset);
      offset += 4;
      return value;
    };
    const text = () => {
      const length = next();
      offset += length;
      return bytes.subarray(offset - length, offset).toString();
    };
    for (let count = next(); count > 0; count -= 1) {
      const name = text();
      headers.set(name.toLowerCase(), text());
    }
    return headers;
  }

  encode(headers: Readonly<Record<string, string>>): Promise<Buffer> {
    const pairs = Object.entries(headers).flat().map(withLength);
    return through(this.#deflate, Buffer.concat([uint32(pairs.length / 2), ...pairs]));
  }

  close(): void {
    this.#inflate.close();
    this.#deflate.close();
  }
}

/** What comes out of a stream of zlib for one block that goes in. */
function through(stream: Inflate | Deflate, block: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    const collect = (part: Buffer) => void parts.push(part);
    stream.on("data", collect);
    stream.once("error", reject);
    stream.write(block, (error) => {
      stream.off("data", collect);
      stream.off("error", reject);
      if (error) reject(error);
      else resolve(Buffer.concat(parts));
    });
  });
}
