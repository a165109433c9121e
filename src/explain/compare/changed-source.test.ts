import { expect, test } from "vitest";
import type { StepNote } from "../../build/notes/build-note.js";
import { isPinned, sourceChange } from "./changed-source.js";

const source = (identifier: string): StepNote => ({
  ...{ digest: identifier, name: identifier, kind: "source", platform: "", inputs: [], body: "", env: {} },
  ...{ source: identifier, text: "", names: [], reads: [], ignoresCache: false, state: "ran", took: 0 },
});
const image = (name: string, digit: string) => `docker-image://${name}@sha256:${digit.repeat(64)}`;
const [a, b] = ["a".repeat(12), "b".repeat(12)];
const commit = (digit: string) => `sha1:${digit.repeat(40)}`;

test.each<[string, string, string, string | undefined]>([
  ["the same image", image("base", "a"), image("base", "a"), undefined],
  ["an image that moved", image("base", "a"), image("base", "b"), `the image base is now ${b}, it was ${a}`],
  ["another image", image("x", "a"), image("y", "b"), "the image y is used in place of x"],
  ["the same image by another name", image("x", "a"), image("y", "a"), undefined],
  [
    "another image of which nothing more is known",
    "docker-image://x",
    "docker-image://y",
    "the image y is used in place of x",
  ],
  [
    "a commit",
    `git://h/r.git ${commit("a")}`,
    `git://h/r.git ${commit("b")}`,
    `git://h/r.git is now ${b}, it was ${a}`,
  ],
  ["a commit that was not told", "git://h/r.git", `git://h/r.git ${commit("b")}`, undefined],
  [
    "another address, without its password",
    "https://u:secret@h/a",
    "https://u:secret@h/b",
    "https://h/b is used in place of https://h/a",
  ],
  ["what the client uploads", "http://buildkit-session/1", "http://buildkit-session/2", undefined],
])("two sources compared: %s", (_, before, now, message) => {
  expect(sourceChange(source(before), source(now))?.message).toBe(message);
});

test("a step that is no source has no change of its source", () => {
  const step: StepNote = { ...source("x"), kind: "exec" };
  expect(sourceChange(step, source("y"))).toBeUndefined();
  expect(sourceChange(source("y"), step)).toBeUndefined();
  expect(sourceChange(undefined, source("y"))).toBeUndefined();
});

test.each<[string, boolean]>([
  [image("base", "a"), true],
  ["docker-image://base:latest", false],
  [`git://h/r.git ${commit("a")}`, true],
  ["git://h/r.git", false],
  ["https://h/a", false],
  ["local://context", true],
  [`http://buildkit-session/1 sha256:${"a".repeat(64)}`, false],
])("a note of %s says all of its content: %s", (identifier, pinned) => {
  expect(isPinned(source(identifier))).toBe(pinned);
});

test("no user of an address is shown, whatever it has in it", () => {
  const cause = sourceChange(source("https://me:hun@ter2@h/a"), source("https://you@h/b"));
  expect(cause?.message).toBe("https://h/b is used in place of https://h/a");
});

test.each<[string, string, string | undefined]>([
  ["a repository", "git://u:secret@h/r.git", "git://h/r.git is fetched with other options than it was"],
  ["a file", "https://h/f", "https://h/f is fetched with other options than it was"],
  ["what the client uploads", "http://buildkit-session/1", undefined],
  ["an image", "docker-image://base", undefined],
])("%s that is fetched in another way", (_, identifier, message) => {
  const now = { ...source(identifier), body: "other" };
  expect(sourceChange(source(identifier), now)?.message).toBe(message);
});
