import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { tarHeader, tarPadding } from "../../load/tar-header.js";
import { filesOf } from "./archive-files.js";

function archive(...names: readonly string[]): Readable {
  const content = Buffer.from("x");
  const files = names.flatMap((name) => [
    tarHeader(name, content.length),
    content,
    tarPadding(content.length),
  ]);
  return Readable.from([Buffer.concat([...files, Buffer.alloc(1024)])]);
}

async function pathsOf(tar: Readable): Promise<string[]> {
  const paths: string[] = [];
  for await (const { path } of filesOf(tar)) paths.push(path);
  return paths;
}

test("paths are relative, whatever the archive calls the root", async () => {
  expect(await pathsOf(archive("./a", "/b", "c//d", "e/./f", "..g", "h.."))).toEqual([
    "a",
    "b",
    "c/d",
    "e/f",
    "..g",
    "h..",
  ]);
});

test.each(["../../evil", "a/../../evil", "/../evil", "a/.."])("%s is refused", async (name) => {
  await expect(pathsOf(archive("a", name))).rejects.toMatchObject({
    code: "protocol-error",
    message: `the daemon sent a path that leads outside the result: ${JSON.stringify(name)}`,
  });
});
