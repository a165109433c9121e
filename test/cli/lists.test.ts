import { beforeAll, describe, expect, test } from "vitest";
import { createBuilder, lab, runBuildx, runSlipway } from "../support/index.js";

let running: string;
let inactive: string;

beforeAll(async () => {
  running = await createBuilder("lists", { driverOptions: { "env.FOO": "bar" } });
  inactive = await createBuilder("lists", {
    bootstrap: false,
    args: ["--platform", "linux/amd64,linux/arm/v7", "--buildkitd-flags", "--debug"],
  });
});

/** Driver options come in no fixed order, and buildx has but one transport. */
const settle = (text: string) =>
  text
    .replace(/^Transport: +direct\n/m, "")
    .replaceAll(
      /^(Driver Options: +)(.*)$/gm,
      (_, title, options) => title + options.split(" ").sort().join(" "),
    );

async function expectEqual(args: readonly string[]): Promise<string> {
  const [ours, theirs] = [await runSlipway(args), await runBuildx(args)];
  expect({ ...ours, stdout: settle(ours.stdout) }).toEqual({ ...theirs, stdout: settle(theirs.stdout) });
  return ours.stdout;
}

describe("ls", () => {
  test.each([
    [[]],
    [["--no-trunc"]],
    [["--format", "json"]],
    [["--format", "{{json .}}"]],
    [["--format", "table {{.Name}}\\t{{.LastActivity}}\\t{{.Platforms}}"]],
    [["--format", "{{.Name}}|{{.DriverEndpoint}}|{{.LastActivity}}|{{.Status}}|{{.Error}}|{{.Platforms}}"]],
    [
      [
        "--format",
        '{{json .Name}} {{upper .Name}} {{printf "%q" .Name}} {{title .Name}} {{truncate .Name 3}}',
      ],
    ],
    [
      [
        "--format",
        '{{split .Name "s"}} {{join (split .Name "s") "+"}} {{pad .Name 1 2}}| {{println .Status}}',
      ],
    ],
    [["--format", "{{if .Status}}{{.Name}}: {{.Status}}{{else}}builder {{.Name}}{{end}}"]],
    [["--format", '{{range split .Platforms ", "}}<{{.}}>{{else}}none{{end}}']],
    [["--format", "pretty"]],
  ])("%j", async (flags) => {
    const stdout = await expectEqual(["ls", ...flags]);
    expect(stdout).not.toBe("");
  });

  test("tells below the table what could not be asked", async () => {
    const env = { DOCKER_HOST: "unix:///nowhere.sock" };
    const { code, stdout, stderr } = await runSlipway(["ls"], { env });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^default\* +error *$/m);
    expect(stderr).toMatch(/^\nCannot load builder default: .*unix:\/\/\/nowhere\.sock/);
  });
});

describe("inspect", () => {
  test.each([["running"], ["inactive"]])("a builder that is %s", async (state) => {
    const name = state === "running" ? running : inactive;
    const stdout = await expectEqual(["inspect", name]);
    expect(stdout).toContain(`Status:                ${state}`);
  });

  test("with debug output", async () => {
    expect(await expectEqual(["-D", "--builder", running, "inspect"])).toContain("Features:\n");
  });

  test("the docker context's own builder", async () => {
    await expectEqual(["inspect", "default"]);
  });
});

test("BUILDX_BUILDER is the default of --builder", async () => {
  const env = { BUILDX_BUILDER: running };
  const { stdout } = await runSlipway(["inspect"], { env });
  expect(stdout).toContain(`Name:          ${running}\n`);
  expect(stdout).toContain(`image="${lab.image}"`);
});
