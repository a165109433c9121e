import { expect, test } from "vitest";
import { withoutCredentials, withoutUsers } from "./remote-context.js";

test.each([
  ["https://me:hunter2@host/a@b", "https://host/a@b"],
  ["https://me:hun@ter2@host/a", "https://host/a"],
  ["https://me@host?x=a@b", "https://host?x=a@b"],
  ["https://host/a@b#c@d", "https://host/a@b#c@d"],
  ["git@host:path", "git@host:path"],
])("%s without credentials is %s", (url, expected) => {
  expect(withoutCredentials(url)).toBe(expected);
});

test("all URLs of a text lose their users, and nothing else is lost", () => {
  const text = "ADD https://me:hun@ter2@x/y git@host:x http://token@z/a@b user@example.com /";
  expect(withoutUsers(text)).toBe("ADD https://x/y git@host:x http://z/a@b user@example.com /");
});
