import { chown, mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { StateDirectory } from "./state-directory.js";

const user = { uid: 54_321, gid: 54_320 };

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "slipway-home-"));
});
afterEach(() => rm(home, { recursive: true }));

const ownerOf = async (...path: string[]) => {
  const { uid, gid } = await stat(join(home, ...path));
  return { uid, gid };
};

describe.runIf(process.getuid?.() === 0)("builders' files under sudo", () => {
  const sudo = () => ({
    HOME: home,
    SUDO_COMMAND: "/usr/bin/slipway create",
    SUDO_UID: String(user.uid),
    SUDO_GID: String(user.gid),
  });

  it("belong to the user who called it, with the directories made for them", async () => {
    await chown(home, user.uid, user.gid);
    const state = StateDirectory.locate(join(home, ".docker"), sudo());
    await state.write("instances/one", "{}");
    expect(await readFile(join(home, ".docker/buildx/instances/one"), "utf8")).toBe("{}");
    for (const path of [
      ".docker",
      ".docker/buildx",
      ".docker/buildx/instances",
      ".docker/buildx/instances/one",
    ])
      expect(await ownerOf(path)).toEqual(user);
  });

  it("stay root's when HOME is not that user's", async () => {
    const state = StateDirectory.locate(join(home, ".docker"), sudo());
    await state.write("instances/one", "{}");
    expect(await ownerOf(".docker/buildx/instances/one")).toEqual({ uid: 0, gid: 0 });
  });

  it("stay root's outside HOME", async () => {
    await chown(home, user.uid, user.gid);
    const elsewhere = await mkdtemp(join(tmpdir(), "slipway-state-"));
    try {
      const state = StateDirectory.locate(join(home, ".docker"), { ...sudo(), BUILDX_CONFIG: elsewhere });
      await state.write("instances/one", "{}");
      expect((await stat(join(elsewhere, "instances/one"))).uid).toBe(0);
    } finally {
      await rm(elsewhere, { recursive: true });
    }
  });
});
