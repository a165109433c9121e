import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { projectRoot } from "../support/lab.js";

interface ScreenshotList {
  readonly directory: string;
  readonly largest: number;
  readonly screenshots: readonly { readonly file: string }[];
}

const list: ScreenshotList = await import(
  pathToFileURL(join(projectRoot, "scripts/screenshots/list.mjs")).href
);
const { directory, largest, screenshots } = list;
const files = screenshots.map(({ file }) => file).sort();

/** The pictures that a guide shows, with what is said of each to those who do not see it. */
function picturesOf(guide: string): { readonly text: string; readonly file: string }[] {
  const markdown = readFileSync(join(projectRoot, "docs", guide), "utf8");
  const found = markdown.matchAll(/!\[([^\]]*)\]\((?:\.\.\/)?images\/([^)]+)\)/g);
  return [...found].map(([, text = "", file = ""]) => ({ text, file }));
}

test("the pictures that the script makes are there, and small", () => {
  expect(readdirSync(join(projectRoot, directory)).sort()).toEqual(files);
  const large = files.filter((file) => statSync(join(projectRoot, directory, file)).size > largest);
  expect(large).toEqual([]);
});

test.each(["view.md", "zh-CN/view.md"])("%s shows each of them, and says what is to be seen", (guide) => {
  const pictures = picturesOf(guide);
  expect(pictures.map(({ file }) => file).sort()).toEqual(files);
  expect(pictures.filter(({ text }) => text.length < 15)).toEqual([]);
});

test("they are no part of the package", () => {
  const { files: packed } = JSON.parse(readFileSync(join(projectRoot, "package.json"), "utf8"));
  expect(packed).not.toContain("docs");
});
