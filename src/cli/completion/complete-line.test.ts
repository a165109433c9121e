import { expect, test } from "vitest";
import { program } from "../catalog/catalog.js";
import type { Invocation } from "../command/invocation.js";
import { completeLine, fileCompletion } from "./complete-line.js";

const invocation: Invocation = { mode: "standalone", program: "slipway", path: "slipway" };
const builderNames = async () => ["alpha", "beta", "default"];

/** The words offered for a line that ends where the text ends. */
async function offered(line: string, mode: Invocation["mode"] = "standalone") {
  const sources = {
    invocation: { ...invocation, mode },
    program,
    builderNames,
    stages: async () => ["base", "final"],
  };
  const { words, files } = await completeLine(line.split(" "), sources);
  return { words: words.map(({ word }) => word), files };
}

const { files, none, directories } = fileCompletion;

test.each([
  ["pr", ["prune"], none],
  ["-D in", ["inspect", "install-plugin"], none],
  ["--builder alpha pr", ["prune"], none],
  ["--bui", ["--builder"], none],
  ["inspect --b", ["--bootstrap", "--builder"], none],
  ["inspect --bootstrap --b", ["--builder"], none],
  ["build --tag a --ta", ["--tag", "--target"], none],
  ["inspect ", ["alpha", "beta", "default"], none],
  ["inspect alpha ", [], none],
  ["rm alpha b", ["beta"], none],
  ["use a", ["alpha"], none],
  ["--builder a", ["alpha"], none],
  ["build --builder=b", ["beta"], none],
  ["build --progress p", ["plain"], none],
  ["build --progress=t", ["tty"], none],
  ["create --driver d", ["docker-container"], none],
  ["build --platform linux/arm", ["linux/arm64", "linux/arm/v7", "linux/arm/v6"], none],
  [
    "build --platform linux/amd64,linux/a",
    ["linux/amd64,linux/arm64", "linux/amd64,linux/arm/v7", "linux/amd64,linux/arm/v6"],
    none,
  ],
  ["build --platform=linux/s", ["linux/s390x"], none],
  ["build -o type=l", ["type=local"], none],
  ["build --output=type=o", ["type=oci"], none],
  ["build --target ", ["base", "final"], none],
  ["build --target=f", ["final"], none],
  ["create --driver-opt me", ["memory=", "memory-swap="], none],
  ["create --driver-opt memory=4g,netw", ["memory=4g,network="], none],
  ["build -f ", [], files],
  ["build --metadata-file x", [], files],
  ["build ", [], directories],
  ["completion ", ["bash", "fish", "powershell", "zsh"], none],
  ["ls ", [], none],
  ["nonsense ", [], none],
])("%j: %j", async (line, words, kind) => {
  expect(await offered(line)).toEqual({ words, files: kind });
});

test("deprecated and hidden flags are not offered", async () => {
  expect((await offered("prune --k")).words).toEqual([]);
  expect((await offered("build --cpu")).words).toEqual([]);
});

test("the plugin has no commands about the stand-alone program", async () => {
  expect((await offered("in", "plugin")).words).toEqual(["inspect"]);
});
