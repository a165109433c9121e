import { existsSync, statSync } from "node:fs";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { openLink } from "./open-link.js";

const link = 'http://127.0.0.1:1/#c0de/builds/a/b/"&<';
let directory = "";
let seen = "";

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "slipway-browser-"));
  seen = join(directory, "seen");
  for (const name of ["xdg-open", "open"]) {
    const path = join(directory, name);
    await writeFile(path, `#!/bin/sh\nprintf %s "$*" > "${seen}"\n`);
    await chmod(path, 0o755);
  }
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const env = () => ({ PATH: `${directory}:/usr/bin:/bin` });

test.skipIf(process.platform === "win32" || existsSync("/snap/bin"))(
  "a browser is started with a file that leads to the link, for its owner's eyes, until the view is closed",
  async () => {
    let close = () => {};
    const closed = new Promise<void>((resolve) => {
      close = resolve;
    });
    await openLink(link, closed, env());
    const started = await readFile(seen, "utf8");
    expect(started).toMatch(/^file:\/\/\S+$/);
    expect(started).not.toContain("c0de");
    const path = fileURLToPath(started);
    expect(await readFile(path, "utf8")).toContain(
      'content="0; url=http://127.0.0.1:1/#c0de/builds/a/b/&quot;&amp;&lt;"',
    );
    expect(statSync(path).mode & 0o077).toBe(0);
    expect(statSync(dirname(path)).mode & 0o077).toBe(0);
    close();
    await vi.waitFor(() => expect(existsSync(dirname(path))).toBe(false));
  },
);

test.skipIf(process.platform === "win32")(
  "a browser of Windows is started with the link itself",
  async () => {
    await openLink(link, Promise.resolve(), { ...env(), WSL_DISTRO_NAME: "Ubuntu" });
    expect(await readFile(seen, "utf8")).toBe(link);
  },
);
