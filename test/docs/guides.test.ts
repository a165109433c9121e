import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import {
  builderName,
  inspectContainer,
  onCleanup,
  projectRoot,
  temporaryDirectory,
} from "../support/index.js";
import { readProgram, runProgram } from "./js-blocks.js";

const guides = readdirSync(join(projectRoot, "docs/guides")).map((name) => `docs/guides/${name}`);

/** The socket of an agent without keys, for pages that hand one on. */
function sshAgent(): string {
  const socket = join(temporaryDirectory("agent"), "agent");
  const started = execFileSync("ssh-agent", ["-a", socket], { encoding: "utf8" });
  onCleanup(() => void process.kill(Number(/SSH_AGENT_PID=(\d+)/.exec(started)?.[1])));
  return socket;
}

test.for([...guides, "docs/transport.md"])("%s does what it says", async (page, { skip }) => {
  skip(!existsSync(join(projectRoot, "dist/index.js")), "the library is not built: npm run build");
  const documented = readProgram(page);
  const builder = builderName("guide");
  const env = documented.program.includes("SSH_AUTH_SOCK") ? { SSH_AUTH_SOCK: sshAgent() } : {};

  const { code, stdout, stderr } = await runProgram(documented, builder, env);

  expect(code, stderr + stdout).toBe(0);
  if (documented.prints.length > 0) expect(stdout.trimEnd().split("\n")).toEqual(documented.prints);
  if (documented.program.includes("builder.remove()")) {
    expect(await inspectContainer(`buildx_buildkit_${builder}0`)).toBeUndefined();
  }
});

const bake = ["bake.md", "bake-typescript.md"].flatMap((name) => [`docs/${name}`, `docs/zh-CN/${name}`]);

test.each([
  ...guides,
  ...bake,
  "docs/history.md",
  "docs/library.md",
  "docs/stability.md",
  "docs/transport.md",
])("files that %s links to exist", (page) => {
  const markdown = readFileSync(join(projectRoot, page), "utf8");
  const links = [...markdown.matchAll(/\]\((?!https?:)([^)#]+)/g)].map((match) => match[1] ?? "");
  const from = dirname(join(projectRoot, page));
  expect(links.filter((link) => !existsSync(join(from, link)))).toEqual([]);
});
