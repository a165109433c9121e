import { existsSync } from "node:fs";
import { rm, stat, truncate } from "node:fs/promises";
import { dirname } from "node:path";
import { SlipwayError } from "../../errors/index.js";
import { resolvePath } from "../../util/current-directory.js";
import { fileError } from "../../util/file-error.js";
import { isOwnFile, ownDescriptor, writeOutputFile } from "../../util/write-output-file.js";

/** Where a build is to write down what came of it, relative to a directory. */
export interface ResultPaths {
  /** Gets the image's id. */
  readonly iidFile?: string;
  /** Gets the metadata as JSON. */
  readonly metadataFile?: string;
}

/** The files that a build writes down its result in. */
export class ResultFiles {
  readonly #paths: ResultPaths;
  readonly #cwd: string;

  constructor(paths: ResultPaths, cwd: string) {
    this.#paths = paths;
    this.#cwd = cwd;
  }

  /**
   * Nobody wants to learn after a long build that its result cannot be written down.
   *
   * @throws SlipwayError `not-found` for a missing directory; `invalid-argument` for a directory where a file belongs.
   */
  async check(): Promise<void> {
    const { iidFile, metadataFile } = this.#paths;
    const isMissing = (path: string) => !existsSync(dirname(resolvePath(this.#cwd, path)));
    if (metadataFile !== undefined && isMissing(metadataFile)) {
      throw new SlipwayError(
        "not-found",
        `invalid output path: stat ${dirname(metadataFile)}: no such file or directory`,
      );
    }
    if (iidFile !== undefined && isMissing(iidFile)) {
      throw new SlipwayError(
        "not-found",
        `writing image ID file: open ${iidFile}: no such file or directory`,
      );
    }
    for (const path of [metadataFile, iidFile]) {
      if (path !== undefined && (await followed(resolvePath(this.#cwd, path)))?.isDirectory()) {
        throw new SlipwayError("invalid-argument", `cannot write to ${path}: it is a directory`);
      }
    }
  }

  /** Takes away the id of an earlier build, which nobody is to take for that of one that fails. Throws as `fileError`. */
  async forgetImageId(): Promise<void> {
    const { iidFile } = this.#paths;
    if (iidFile === undefined) return;
    const path = resolvePath(this.#cwd, iidFile);
    if (ownDescriptor(path) !== undefined) return;
    try {
      if (await isOwnFile(path)) await rm(path, { force: true });
      else if ((await followed(path))?.isFile()) await truncate(path);
    } catch (error) {
      throw fileError("cannot remove the image ID file", path, error);
    }
  }

  /** Writes what was asked for. Throws as `fileError`. */
  async write(imageId: string, metadata: unknown): Promise<void> {
    const { iidFile, metadataFile } = this.#paths;
    if (iidFile !== undefined) await writeOutputFile(resolvePath(this.#cwd, iidFile), imageId);
    if (metadataFile !== undefined) {
      const path = resolvePath(this.#cwd, metadataFile);
      await writeOutputFile(path, JSON.stringify(metadata, undefined, 2));
    }
  }
}

const followed = (path: string) => stat(path).catch(() => undefined);
