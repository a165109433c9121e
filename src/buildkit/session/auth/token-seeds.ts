import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { isError, SlipwayError } from "../../../errors/index.js";
import { errorCode } from "../../../util/error-code.js";
import { acquireFileLock } from "../../../util/file-lock.js";
import { fieldOf, parseJson } from "../../../util/json-value.js";
import { makeDirectory } from "../../../util/make-directory.js";
import { replaceFile } from "../../../util/replace-file.js";
import { systemErrorText } from "../../../util/system-error-text.js";

const seedSize = 16;

/**
 * The random bytes, one set per registry host, from which token authorities derive their keys. They are kept in
 * `.token_seed` in the Docker configuration directory and shared with BuildKit's own clients, so that builds of one
 * user may share tokens in the daemon. A configuration that cannot be written keeps them in memory.
 */
export class TokenSeeds {
  readonly #directory: string;
  readonly #known = new Map<string, Uint8Array>();
  #queue: Promise<unknown> = Promise.resolve();

  /** @param directory the Docker configuration directory; made when a seed is first needed */
  constructor(directory: string) {
    this.#directory = directory;
  }

  /** The seed of a host; made and stored when there is none. @throws SlipwayError `io-error` naming the file. */
  get(host: string): Promise<Uint8Array> {
    const seed = this.#queue.then(() => this.#known.get(host) ?? this.#load(host));
    this.#queue = seed.catch(() => undefined);
    return seed;
  }

  async #load(host: string): Promise<Uint8Array> {
    const seed = seedIn(await this.#read(), host) ?? (await this.#create(host));
    this.#known.set(host, seed);
    return seed;
  }

  async #create(host: string): Promise<Uint8Array> {
    await makeDirectory(this.#directory).catch(ignoreReadOnly);
    const release = await acquireFileLock(`${this.#path}.lock`).catch((error: unknown) => {
      ignoreReadOnly(isError(error) ? error.cause : error);
    });
    try {
      const seeds = await this.#read();
      const existing = seedIn(seeds, host);
      if (existing !== undefined) return existing;
      const seed = randomBytes(seedSize);
      await this.#write({ ...seeds, [host]: { Seed: seed.toString("base64") } });
      return seed;
    } finally {
      await release?.();
    }
  }

  get #path(): string {
    return join(this.#directory, ".token_seed");
  }

  /** A file that is torn or foreign counts as empty: seeds can always be made anew. */
  async #read(): Promise<Readonly<Record<string, unknown>>> {
    try {
      const seeds = parseJson(await readFile(this.#path, "utf8"));
      return typeof seeds === "object" && seeds !== null ? { ...seeds } : {};
    } catch (error) {
      if (["ENOENT", "ENOTDIR", "EACCES", "EPERM"].includes(errorCode(error) ?? "")) return {};
      throw new SlipwayError("io-error", `cannot read ${this.#path}: ${systemErrorText(error as Error)}`, {
        cause: error,
      });
    }
  }

  async #write(seeds: Readonly<Record<string, unknown>>): Promise<void> {
    const sorted = Object.fromEntries(Object.entries(seeds).sort(([a], [b]) => (a < b ? -1 : 1)));
    try {
      await replaceFile(this.#path, JSON.stringify(sorted, undefined, 2), { mode: 0o600 });
    } catch (error) {
      ignoreReadOnly(error);
    }
  }
}

function seedIn(seeds: Readonly<Record<string, unknown>>, host: string): Uint8Array | undefined {
  const text = Object.hasOwn(seeds, host) ? fieldOf(seeds[host], "Seed") : undefined;
  return typeof text === "string" ? Buffer.from(text, "base64") : undefined;
}

/** Homes may be read-only or missing, in CI above all; tokens are then shared within this session only. */
function ignoreReadOnly(error: unknown): void {
  if (["EROFS", "EACCES", "EPERM", "ENOENT", "ENOTDIR"].includes(errorCode(error) ?? "")) return;
  const reason = isError(error) ? systemErrorText(error) : String(error);
  throw new SlipwayError("io-error", `cannot store registry token seeds: ${reason}`, { cause: error });
}
