import { unpackTar } from "modern-tar";
import { expect, test } from "vitest";
import { configArchive } from "./config-archive.js";

async function entriesOf(files: Readonly<Record<string, string>>) {
  const map = new Map(Object.entries(files).map(([path, text]) => [path, new TextEncoder().encode(text)]));
  return unpackTar(new Blob([Buffer.from(await configArchive(map))]).stream());
}

test("the archive holds a directory buildkit of root with the files and their directories", async () => {
  const entries = await entriesOf({ "buildkitd.toml": "debug = true\n", "certs/r.example/ca.pem": "x" });
  expect(
    entries.map(({ header, data }) => [
      header.name,
      header.mode?.toString(8),
      `${header.uid}:${header.gid}`,
      data === undefined ? "" : Buffer.from(data).toString(),
    ]),
  ).toEqual([
    ["buildkit/", "755", "0:0", ""],
    ["buildkit/certs/", "755", "0:0", ""],
    ["buildkit/certs/r.example/", "755", "0:0", ""],
    ["buildkit/buildkitd.toml", "644", "0:0", "debug = true\n"],
    ["buildkit/certs/r.example/ca.pem", "644", "0:0", "x"],
  ]);
});

test.each(["../etc/passwd", "/etc/passwd", "a//b", "a/../../b", ""])(
  "a file %j that does not lie in the directory is refused",
  async (path) => {
    await expect(configArchive(new Map([[path, new Uint8Array()]]))).rejects.toMatchObject({
      code: "corrupt-state",
    });
  },
);
