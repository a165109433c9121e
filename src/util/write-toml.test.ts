import { expect, test } from "vitest";
import { parseToml } from "./parse-toml.js";
import { writeToml } from "./write-toml.js";

const rewritten = async (text: string) => writeToml(await parseToml(text, { integersAsBigInt: true }));

test("keys in order, values before tables, strings between single quotes, as docker-buildx stores them", async () => {
  const text = [
    "# a comment",
    'root = "/x"',
    "debug = true",
    "[worker.oci]",
    'labels = { b = "1", "a.b" = "2" }',
    "max-parallelism = 4",
    "[[worker.oci.gcpolicy]]",
    'filters = [ "a", "b"]',
    "[[worker.oci.gcpolicy]]",
    "all = true",
    '[registry."docker.io"]',
    "http = true",
    "[x]",
  ].join("\n");
  expect(await rewritten(text)).toBe(
    [
      "debug = true",
      "root = '/x'",
      "",
      "[registry]",
      "[registry.'docker.io']",
      "http = true",
      "",
      "[worker]",
      "[worker.oci]",
      "max-parallelism = 4",
      "",
      "[[worker.oci.gcpolicy]]",
      "filters = ['a', 'b']",
      "",
      "[[worker.oci.gcpolicy]]",
      "all = true",
      "",
      "[worker.oci.labels]",
      "'a.b' = '2'",
      "b = '1'",
      "",
      "[x]",
      "",
    ].join("\n"),
  );
});

test.each([
  ['a = "it\'s"', `a = "it's"`],
  ['a = "x\\ny"', 'a = "x\\ny"'],
  ['a = "tab\\there"', "a = 'tab\there'"],
  ['a = "\\u0001"', 'a = "\\u0001"'],
  ['"" = 2', "'' = 2"],
  ['"é" = 3', "'é' = 3"],
  ["a = 2.0", "a = 2.0"],
  ["a = 1e10", "a = 10000000000.0"],
  ["a = inf", "a = inf"],
  ["a = 9223372036854775807", "a = 9223372036854775807"],
  ["a = [[1,2],[3]]", "a = [[1, 2], [3]]"],
  ["a = [{a=1}, 2]", "a = [{a = 1}, 2]"],
  ["a = []", "a = []"],
  ["a = 1979-05-27T07:32:00Z", "a = 1979-05-27T07:32:00Z"],
  ["a = 1979-05-27", "a = 1979-05-27"],
  ["a = 07:32:00", "a = 07:32:00"],
  ["a = 1979-05-27T07:32:00.5", "a = 1979-05-27T07:32:00.5"],
])("%s is %s", async (text, written) => {
  expect(await rewritten(text)).toBe(`${written}\n`);
});
