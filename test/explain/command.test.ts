import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { contextDirectory, createBuilder, lab, runSlipway, temporaryDirectory } from "../support/index.js";

const many = ["1", "2", "3", "4", "5"].map((name) => `WORKDIR /${name}\n`).join("");
const bakeFile = 'group "default" { targets = ["one", "two"] }\ntarget "one" {}\ntarget "two" {}\n';

let builder: string;

// Two nodes, the second for another platform, which nothing is run on.
beforeAll(async () => {
  builder = await createBuilder("explained", { args: ["--platform", "linux/amd64"] });
  const more = ["--append", "--node", `${builder}1`, "--platform", "linux/s390x", "--bootstrap"];
  const options = ["--driver", "docker-container", "--driver-opt", `image=${lab.image}`];
  // The nodes of a builder must differ in their endpoints.
  const socket = join(temporaryDirectory("endpoint"), "engine.sock");
  symlinkSync(new URL(lab.engineHost).pathname, socket);
  const args = ["create", "--name", builder, ...options, ...more, `unix://${socket}`];
  const { code, stderr } = await runSlipway(args);
  expect(code, stderr).toBe(0);
});

/** A context of a file that many steps come after. */
function context(label: string): string {
  return contextDirectory({
    Dockerfile: `FROM scratch\nCOPY a /${label}\n${many}`,
    "docker-bake.hcl": bakeFile,
    a: "1",
  });
}

/** Runs a command on a context, and gives what it says on standard error. */
async function said(directory: string, ...args: readonly string[]): Promise<string> {
  const { code, stderr } = await runSlipway([...args, "--builder", builder], { cwd: directory });
  expect(code, stderr).toBe(0);
  return stderr;
}

const edit = (directory: string, text: string) => writeFileSync(join(directory, "a"), text);

test("a build and a bake that ran much again for little say so, without having been asked for", async () => {
  const directory = context("hint");
  const build = ["build", "--progress", "plain", "."];
  expect(await said(directory, "bake")).not.toContain("ran again");
  edit(directory, "2");
  expect(await said(directory, "bake")).toContain(
    "6 steps of one and two ran again because a changed; slipway history explain shows more\n",
  );
  // Another target, by its name, which nothing is known of yet.
  expect(await said(directory, ...build)).not.toContain("ran again");
  edit(directory, "33");
  expect(await said(directory, ...build)).toContain(
    "6 steps ran again because a changed; slipway history explain shows more\n",
  );
  edit(directory, "4");
  const explained = await said(directory, "bake", "--explain");
  for (const target of ["one", "two"]) expect(explained).toContain(`\n${target}: 6 steps ran, 0 cached`);
  expect(explained).toContain("because a changed\n  5 more steps ran because of that");
});

test("a build on several nodes is explained on each", async () => {
  const directory = context("nodes");
  const platforms = ["--platform", "linux/amd64,linux/s390x"];
  const build = ["build", "--quiet", "--explain", "."];
  await said(directory, ...build, "--platform", "linux/amd64");
  const second = await said(directory, ...build, "--platform", "linux/s390x");
  expect(second).toContain(`because the target was built on ${builder}0, and never on ${builder}1`);
  await said(directory, ...build, ...platforms);
  edit(directory, "2");
  const both = await said(directory, ...build, ...platforms);
  for (const node of [0, 1])
    expect(both).toContain(`\n${builder}${node}: 6 steps ran, 0 cached, compared with`);
  expect(both.match(/because a changed/g)).toHaveLength(2);
});

test("a bake is explained on each node that builds some of a target, also when a target fails", async () => {
  const directory = context("baked");
  const each = ["--set", "one.platform=linux/amd64,linux/s390x", "--set", "two.platform=linux/s390x"];
  const bake = ["bake", "--explain", ...each];
  await said(directory, ...bake);
  edit(directory, "2");
  const explained = await said(directory, ...bake);
  for (const made of [`one on ${builder}0`, `one on ${builder}1`, "two"])
    expect(explained).toContain(`\n${made}: 6 steps ran, 0 cached, compared with`);
  expect(explained.match(/because a changed/g)).toHaveLength(3);
  const broken = "FROM scratch\nCOPY a /baked\nCOPY none /\n";
  writeFileSync(join(directory, "Dockerfile"), broken);
  edit(directory, "3");
  const { code, stderr } = await runSlipway([...bake, "two", "--builder", builder], { cwd: directory });
  expect(code, stderr).toBe(1);
  expect(stderr).toContain("\ntwo: ");
});
