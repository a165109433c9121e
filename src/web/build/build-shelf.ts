import { rmSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { undoAtExit } from "../../util/undo-at-exit.js";
import { type BuildToFollow, FollowedBuild } from "./followed-build.js";

/** Builds that are kept open: whoever looks at one, comes back to it. */
const MOST = 12;

/** Builds that were looked at last. */
export class BuildShelf {
  readonly #builds = new Map<string, Promise<FollowedBuild>>();
  #directory: Promise<string> | undefined;
  #forget = () => {};
  #count = 0;

  /** The build of that key, opened where it is not open. Throws what `find` throws. */
  async open(key: string, find: () => Promise<Omit<BuildToFollow, "spool">>): Promise<FollowedBuild> {
    const known = this.#builds.get(key);
    this.#builds.delete(key);
    const opening = known ?? this.#open(find);
    this.#builds.set(key, opening);
    try {
      return await opening;
    } catch (reason) {
      this.#builds.delete(key);
      throw reason;
    } finally {
      const [oldest] = this.#builds.keys();
      if (oldest !== undefined && this.#builds.size > MOST) await this.drop(oldest);
    }
  }

  /** Closes a build. */
  async drop(key: string): Promise<void> {
    const build = this.#builds.get(key);
    this.#builds.delete(key);
    (await build?.catch(() => undefined))?.close();
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
