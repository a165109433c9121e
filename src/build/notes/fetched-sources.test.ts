import { expect, test } from "vitest";
import { digestsOf } from "./fetched-sources.js";

const material = (uri: string, text: string) => ({ uri, digest: { sha256: text } });

test("sources are found among the materials by their address, whatever the scheme and the user", () => {
  const materials = [
    material("https://host/a", "1"),
    material("git+https://host/r.git", "2"),
    material("https://host/x@y", "3"),
    { uri: "https://host/none", digest: {} },
  ];
  const wanted = ["https://me:hun@ter2@host/a", "git://host/r.git", "https://host/x@y", "https://host/none"];
  expect([...digestsOf(wanted, [{ materials }, undefined])]).toEqual([
    [wanted[0], "sha256:1"],
    [wanted[1], "sha256:2"],
    [wanted[2], "sha256:3"],
  ]);
});

test("thousands of sources are found within a blink", () => {
  const uris = Array.from({ length: 10_000 }, (_, n) => `https://host/file-${n}`);
  const began = performance.now();
  const found = digestsOf(uris, [{ materials: uris.map((uri) => material(uri, uri)) }]);
  expect(performance.now() - began).toBeLessThan(3_000);
  expect(found.size).toBe(uris.length);
});
