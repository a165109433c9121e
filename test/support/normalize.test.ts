import { expect, test } from "vitest";
import { parsePlain, withoutChance } from "./normalize.js";

test("a step seen done in between and one seen done at once are equal", () => {
  const slow = [
    '#0 building with "x" instance using docker-container driver',
    "",
    "#1 [internal] load build context",
    "#1 transferring context:",
    "#1 DONE 0.0s",
    "",
    "#1 [internal] load build context",
    "#1 transferring context: 1.98MB 0.1s",
    "#1 transferring context: 3.98MB 0.2s done",
    "#1 DONE 0.2s",
    "",
    "#2 exporting to image",
    "#2 exporting layers",
    "#2 exporting layers 0.4s done",
    "#2 DONE 0.4s",
    "",
  ].join("\n");
  const quick = [
    '#0 building with "x" instance using docker-container driver',
    "",
    "#1 [internal] load build context",
    "#1 transferring context: 3.98MB done",
    "#1 DONE 0.0s",
    "",
    "#2 exporting to image",
    "#2 exporting layers done",
    "#2 DONE 0.0s",
    "",
  ].join("\n");
  expect(parsePlain(slow)).toEqual(parsePlain(quick));
  expect(parsePlain(quick).steps[0]?.lines).toEqual(["transferring context: done", "DONE"]);
});

test("the output of a command and what follows the progress are kept", () => {
  const text =
    "#1 [1/1] RUN x\n#1 0.123 hello\n#1 ERROR: boom\n------\n > [1/1] RUN x:\nERROR: failed to build\n";
  expect(parsePlain(text)).toMatchObject({
    steps: [{ name: "[1/1] RUN x", lines: ["SECONDS hello", "ERROR: boom"] }],
    rest: ["------", " > [1/1] RUN x:", "ERROR: failed to build"],
  });
});

test("a blob that is said to be done twice is one, and two blobs are two", () => {
  const [one, other] = ["a", "b"].map((digit) => `writing layer sha256:${digit.repeat(64)}`);
  const text = `#1 exporting cache\n#1 ${one} done\n#1 ${other} 0.1s done\n#1 ${one} 0.2s done\n#1 DONE 0.2s\n`;
  const layer = "writing layer sha256:ID done";
  expect(parsePlain(text).steps[0]?.lines).toEqual([layer, layer, "DONE"]);
});

test("files whose copying is seen to begin are no others than those seen at their end", () => {
  const step = "#1 exporting to client directory\n";
  const slow = parsePlain(`${step}#1 copying files\n#1 copying files 62B 0.1s done\n#1 DONE 0.1s\n`);
  expect(slow).toEqual(parsePlain(`${step}#1 copying files 62B done\n#1 DONE 0.0s\n`));
});

test("an error of docker-buildx is the same whichever of its two requests was first to notice", () => {
  const ended = (wrapper: string) => `#1 DONE 0.0s\nERROR: target a: ${wrapper}: exit code: 1\n`;
  expect(withoutChance(ended("failed to run Build function"))).toBe(ended("failed to solve"));
  expect(withoutChance("#1 failed to run Build function: 1\n")).toBe("#1 failed to run Build function: 1\n");
});
