import { describe, expect, test } from "vitest";
import { passwordsOfUrls, withoutUserInfo } from "./user-info.js";

describe("users and passwords of URLs are hidden", () => {
  test.each([
    ["https://me:pw@host/x", "https://xxxxx@host/x"],
    ["https://token@host/x", "https://xxxxx@host/x"],
    ["postgres://me:p/w@host/db", "postgres://xxxxx@host/db"],
    ["postgres://me:p@w@host/db", "postgres://xxxxx@host/db"],
    ["redis://:p/w@host", "redis://xxxxx@host"],
    ["a HTTP://a:b@c and ssh://d@e/f", "a HTTP://xxxxx@c and ssh://xxxxx@e/f"],
    ['"https://a:b@c","x@y"', '"https://xxxxx@c","x@y"'],
    ["https://me:80@host/x", "https://xxxxx@host/x"],
  ])("%s", (text, expected) => expect(withoutUserInfo(text)).toBe(expected));

  test.each([
    "https://unpkg.com/pkg@1.0/x",
    "https://host:8080/a@b",
    "https://host/x me@host",
    "docker-image://alpine:3.20@sha256:00",
    "://me:pw@host",
    "me@host",
    "https://@host",
  ])("%s has none", (text) => expect(withoutUserInfo(text)).toBe(text));

  test.each([
    ["URLs without an end", "a://b:c".repeat(300_000)],
    ["URLs before one `@` each", `a://b:c${"/".repeat(1_990)}@ `.repeat(1_000)],
    ["URLs before an `@` that belongs to none", `${"a://b://".repeat(240)}" @`.repeat(1_000)],
    ["one long scheme", "a+".repeat(1_000_000)],
    ["many `@`", "a://b:c@".repeat(250_000)],
  ])("in little time, whatever is sent: %s", (_, text) => {
    const start = process.cpuUsage().user;
    withoutUserInfo(text);
    expect((process.cpuUsage().user - start) / 1_000).toBeLessThan(3_000);
  });
});

test("passwords of URLs are known as they are written and as they are meant", () => {
  expect(passwordsOfUrls("a https://me:p%40ss@host, x://u:q@h")).toContain("p@ss");
  expect(passwordsOfUrls("https://me:p%40ss@host")).toEqual(["p%40ss", "p@ss"]);
  expect(passwordsOfUrls("https://me:100%@host")).toEqual(["100%", "100%"]);
  expect(passwordsOfUrls("https://me@host")).toEqual([]);
});
