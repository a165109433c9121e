import { SlipwayError } from "../../errors/index.js";
import { parseJson } from "../../util/json-value.js";
import type { BundleFile } from "./bundle-reader.js";
import type { TarEntry } from "./tar-index.js";

/** Bytes of one JSON document; a larger one counts as none. */
const LARGEST = 16 * 1024 * 1024;
/** Bytes of all that are read: what they say is kept in memory, and a few kilobytes unpack to gigabytes. */
const LARGEST_TOGETHER = 64 * 1024 * 1024;

/** Reads the JSON documents of a bundle, which a stranger has made. */
export class BundleDocuments {
  readonly #file: BundleFile;
  #left = LARGEST_TOGETHER;

  constructor(file: BundleFile) {
    this.#file = file;
  }

  /**
   * The index of the bundle's layout; undefined when it has none.
   *
   * @throws SlipwayError `invalid-argument` when all documents together are too large.
   */
  index(): Promise<unknown> {
    return this.#read(this.#file.entries.get("index.json"));
  }

  /**
   * The document of that digest; undefined when it is not there, or no JSON.
   *
   * @throws SlipwayError `invalid-argument` when all documents together are too large.
   */
  blob(digest: string): Promise<unknown> {
    return this.#read(this.#file.entries.get(`blobs/${digest.replace(":", "/")}`));
  }

  async #read(entry: TarEntry | undefined): Promise<unknown> {
    if (entry === undefined || entry.size > LARGEST) return undefined;
    this.#left -= entry.size;
    if (this.#left < 0) {
      const message = `the records of the bundle have more than ${LARGEST_TOGETHER} bytes together`;
      throw new SlipwayError("invalid-argument", message, { hint: "export fewer builds into one bundle" });
    }
    const content = Buffer.alloc(entry.size);
    await this.#file.handle.read(content, 0, entry.size, entry.offset);
    return parseJson(content.toString("utf8"));
  }
}
