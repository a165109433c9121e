import { expect, test } from "vitest";
import type { StoredRecord } from "../../history/index.js";
import { buildEntry } from "./build-entry.js";

const value = "verysecretvalue77";

const entryOf = (message: string, attributes: Readonly<Record<string, string>> = {}) =>
  buildEntry(
    {
      record: {
        ...{ ref: "r", numTotalSteps: 1, numCompletedSteps: 1, numCachedSteps: 0, numWarnings: 0 },
        ...{ createdAt: { seconds: 1n, nanos: 0 }, completedAt: { seconds: 2n, nanos: 0 } },
        frontendAttrs: { "build-arg:API_TOKEN": value, ...attributes },
        error: { code: 2, message, details: [] },
      },
      node: { builder: "b", node: { name: "n" } },
      now: undefined,
    } as unknown as StoredRecord,
    undefined,
  );

test("the list shows no values of credentials, also where a text is cut", () => {
  for (let before = 475; before < 505; before++) {
    const { error } = entryOf(`${"-".repeat(before)}${value} failed\nmore`);
    expect(error).not.toContain("v");
    expect(error?.length).toBeLessThanOrEqual(500);
  }
  expect(entryOf(`WORKDIR /w/${value} failed\nmore`).error).toBe("WORKDIR /w/•••••• failed");
});

test("neither does a build's name, nor the stage that was asked for", () => {
  const context = `https://host/${value}.git`;
  const entry = entryOf("no", { context, target: `stage-${value}`, "vcs:source": context });
  expect(JSON.stringify(entry)).not.toContain(value);
  expect(entry.name).toContain("••••••");
});

test("the name of a build of a URL has no password in it", () => {
  expect(entryOf("no", { context: "https://me:pass/word@host/x.git" }).name).not.toContain("word");
});
