import { rmSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { undoAtExit } from "../../util/undo-at-exit.js";
import { type BuildToFollow, FollowedBuild } from "./followed-build.js";

/** Builds that are kept open though nobody follows them: whoever looks at one, comes back to it. */
const MOST = 12;

interface Shelved {
  readonly opening: Promise<FollowedBuild>;
  /** Once it is open. */
  build?: FollowedBuild;
}

/** Builds that were looked at last. */
export class BuildShelf {
  readonly #builds = new Map<string, Shelved>();
  #directory: Promise<string> | undefined;
  #forget = () => {};
  #count = 0;

  /** The build of that key, opened where it is not open. Throws what `find` throws. */
  async open(key: string, find: () => Promise<Omit<BuildToFollow, "spool">>): Promise<FollowedBuild> {
    const shelved: Shelved = this.#builds.get(key) ?? { opening: this.#open(find) };
    this.#builds.delete(key);
    this.#builds.set(key, shelved);
    try {
      const build = await shelved.opening;
      shelved.build = build;
      this.#makeRoom(key);
      return build;
    } catch (reason) {
      if (this.#builds.get(key) === shelved) this.#builds.delete(key);
      throw reason;
    }
  }

  /** Closes a build. Never throws. */
  async drop(key: string): Promise<void> {
    const shelved = this.#builds.get(key);
    this.#builds.delete(key);
    const build = await shelved?.opening.catch(() => undefined);
    try {
      build?.close();
    } catch {
      // Its logs could not be removed. They are gone with the directory, and other builds are not to suffer for it.
    }
  }

  /** Closes the builds that were looked at longest ago, but those that somebody follows. */
  #makeRoom(opened: string): void {
    const idle = [...this.#builds].filter(
      ([key, { build }]) => key !== opened && build !== undefined && !build.followed,
    );
    for (const [key] of idle.slice(0, Math.max(0, idle.length + 1 - MOST))) void this.drop(key);
  }

  /** Closes all, and removes their logs. */
  async close(): Promise<void> {
    await Promise.all([...this.#builds.keys()].map((key) => this.drop(key)));
    const directory = await this.#directory?.catch(() => undefined);
    if (directory !== undefined) await rm(directory, { recursive: true, force: true }).catch(() => undefined);
    this.#forget();
  }

  async #open(find: () => Promise<Omit<BuildToFollow, "spool">>): Promise<FollowedBuild> {
    const found = await find();
    this.#directory ??= mkdtemp(join(tmpdir(), "slipway-view-"));
    const directory = await this.#directory;
    if (this.#count === 0) {
      this.#forget = undoAtExit(() => rmSync(directory, { recursive: true, force: true }));
    }
    return new FollowedBuild({ ...found, spool: join(directory, `${this.#count++}.log`) });
  }
}
