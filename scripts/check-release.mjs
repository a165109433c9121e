#!/usr/bin/env node
// @ts-check
// `node scripts/check-release.mjs v1.2.3`: whether the tag, package.json, its lock and the newest section of CHANGELOG.md
// name one version. Ends with 1 and says what differs; the release workflow runs it before it publishes.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "./lab/project.mjs";

const [tag = ""] = process.argv.slice(2);
/** @param {string} path */
const read = (path) => readFileSync(join(projectRoot, path), "utf8");

const wanted = tag.replace(/^v/, "");
const sections = [...read("CHANGELOG.md").matchAll(/^## \[(.+?)\]/gm)].map((match) => match[1]);
/** @type {Record<string, string | undefined>} */
const found = {
  "package.json": JSON.parse(read("package.json")).version,
  "package-lock.json": JSON.parse(read("package-lock.json")).version,
  "the newest released section of CHANGELOG.md": sections.find((name) => name !== "Unreleased"),
};

const wrong = Object.entries(found).filter(([, version]) => version !== wanted);
for (const [place, version] of wrong)
  console.error(`The tag is ${tag || "missing"}, and ${place} has ${version ?? "no version"}.`);
process.exitCode = wrong.length > 0 ? 1 : 0;
