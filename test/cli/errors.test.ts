import { describe, expect, test } from "vitest";
import { type CallMode, runBoth } from "./both.js";

const lines: readonly (readonly string[])[] = [
  ["nope"],
  ["--nope"],
  ["build"],
  ["build", "a", "b"],
  ["build", "--nope", "."],
  ["build", "-Z", "."],
  ["build", "-qZ", "."],
  ["build", "--tag"],
  ["build", "-t"],
  ["build", "-t="],
  ["build", "--=x"],
  ["build", "---x"],
  ["build", "--push=maybe", "."],
  ["build", "-q=maybe", "."],
  ["build", "--shm-size=xx", "."],
  ["build", "--ulimit=foo", "."],
  ["build", "--cpu-shares=z", "."],
  ["build", "--add-host", 'a"b,c', "."],
  ["build", "--build-arg", "=x", "."],
  ["build", "-q", "--progress=plain", "."],
  ["build", "--progress=foo", "."],
  ["build", "--progress=tty", "."],
  ["build", "--push=false", "--load=0", "no-such-directory"],
  ["build", "--isolation=x", "--squash", "--security-opt=a", "no-such-directory"],
  ["build", ""],
  ["build", "-f", "-", "-"],
  ["build", "--no-cache", "--no-cache-filter=a", "."],
  ["create", "a", "b"],
  ["create", "--append"],
  ["create", "--name", "default"],
  ["create", "--driver", "nope"],
  ["create", "--driver-opt", "a", "--name", "x"],
  ["create", "--driver-opt", 'a"b', "--name", "x"],
  ["create", "--buildkitd-flags", '"a', "--name", "x"],
  ["inspect", "nope"],
  ["--builder", "nope", "inspect"],
  ["ls", "x"],
  ["ls", "--format", "{{"],
  ["ls", "--format", "{{nope .}}"],
  ["ls", "--format", "{{.Nope}}"],
  ["rm", "nope"],
  ["rm", "nope", "--all-inactive"],
  ["stop", "nope"],
  ["use", "a", "b"],
  ["use", "nope"],
  ["version", "x"],
];

/** A misprint in the packaged buildx, and the lines of advice that only Slipway adds. */
const settle = (text: string) => text.replaceAll(/^SRun /gm, "Run ").replaceAll(/^Hint: .*\n/gm, "");

/** Mistakes of which buildx complains about the flag behind the one that was made. */
const unknownCommands: readonly (readonly string[])[] = [
  ["nope", "--nope"],
  ["nope", "-Z"],
  ["-D", "nope", "--nope=1", "arg"],
  ["nope", "--file", "-", "--progress", "rawjson", "--metadata-file", "x"],
];

describe.each<CallMode>(["standalone", "plugin"])("%s", (mode) => {
  test.each(unknownCommands.map((line) => [line.join(" "), line] as const))(
    "%s names the command",
    async (_, line) => {
      const { ours, theirs } = await runBoth(mode, line);
      const flag = /^(?:ERROR: )?(unknown .*flag: .*)$/m.exec(theirs.stderr)?.[1] ?? "";
      expect(flag).not.toBe("");
      expect(ours).toEqual({ ...theirs, stderr: theirs.stderr.replace(flag, 'unknown command: "nope"') });
    },
  );

  test.each(lines.map((line) => [line.join(" "), line] as const))("%s", async (_, line) => {
    const { ours, theirs } = await runBoth(mode, line);
    expect({ code: ours.code, stderr: settle(ours.stderr) }).toEqual({
      code: theirs.code,
      stderr: settle(theirs.stderr),
    });
  });
});
