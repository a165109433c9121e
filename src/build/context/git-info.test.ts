import { execFileSync } from "node:child_process";
import { chmod, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadGitInfo } from "./git-info.js";

let root: string;
let warnings: string[];

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), "slipway-git-")));
  warnings = [];
  git("init", "--quiet", "--initial-branch=main");
});

afterEach(() => rm(root, { recursive: true }));

function git(...args: string[]): string {
  const identity = ["-c", "user.name=x", "-c", "user.email=x@example.com"];
  return execFileSync("git", [...identity, ...args], { cwd: root, encoding: "utf8", env: cleanEnv() }).trim();
}

/** The environment without what would point git elsewhere. */
function cleanEnv(more: Record<string, string> = {}) {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith("GIT_"));
  return { ...Object.fromEntries(kept), GIT_CONFIG_GLOBAL: "/dev/null", ...more };
}

function commit(): string {
  git("commit", "--quiet", "--allow-empty", "--message=x");
  return git("rev-parse", "HEAD");
}

function load(env: Record<string, string> = {}, contextDirectory = root) {
  return loadGitInfo({
    contextDirectory,
    dockerfile: join(contextDirectory, "Dockerfile"),
    directories: new Map([["context", contextDirectory]]),
    env: cleanEnv(env),
    warn: (message) => warnings.push(message),
  });
}

describe("what is known of the commit", () => {
  it("is the commit and the place of the context in the work tree", async () => {
    const revision = commit();
    await mkdir(join(root, "a/b"), { recursive: true });
    await writeFile(join(root, "a/b/Dockerfile"), "");
    expect(await load()).toEqual({ "vcs:revision": revision, "vcs:localdir:context": "." });
    expect(await load({}, join(root, "a/b"))).toMatchObject({ "vcs:localdir:context": "a/b" });
    expect(await load({ BUILDX_GIT_INFO: "0", BUILDX_GIT_LABELS: "1" }, join(root, "a/b"))).toEqual({
      "label:org.opencontainers.image.revision": revision,
      "label:com.docker.image.source.entrypoint": "a/b/Dockerfile",
    });
  });

  it("is nothing but the place before the first commit", async () => {
    expect(await load()).toEqual({ "vcs:localdir:context": "." });
    expect(warnings).toEqual([]);
  });

  it("says that the work tree is dirty when asked to look", async () => {
    const revision = commit();
    const env = { BUILDX_GIT_CHECK_DIRTY: "1" };
    expect(await load(env)).toMatchObject({ "vcs:revision": revision });
    await writeFile(join(root, "new"), "");
    expect(await load(env)).toMatchObject({ "vcs:revision": `${revision}-dirty` });
  });

  it("names origin, else upstream, but before both the remote that the branch tracks, without credentials", async () => {
    commit();
    const source = async () => (await load())["vcs:source"];
    git("remote", "add", "upstream", "https://example.com/upstream.git");
    expect(await source()).toBe("https://example.com/upstream.git");
    git("remote", "add", "origin", "https://user:secret@example.com/origin.git");
    expect(await source()).toBe("https://example.com/origin.git");
    git("remote", "add", "fork", "https://example.com/fork.git");
    git("update-ref", "refs/remotes/fork/main", "HEAD");
    git("branch", "--quiet", "--set-upstream-to=fork/main");
    expect(await source()).toBe("https://example.com/fork.git");
  });

  it("is nothing outside a work tree, or when it is not wanted", async () => {
    await rm(join(root, ".git"), { recursive: true });
    expect(await load()).toEqual({});
    git("init", "--quiet");
    expect(await load({ BUILDX_GIT_INFO: "false" })).toEqual({});
    expect(warnings).toEqual([]);
  });

  it("is missing with a warning where there is no git", async () => {
    expect(await load({ PATH: "/nowhere" })).toEqual({});
    expect(warnings).toEqual([
      "current commit information was not captured by the build: git was not found in the system",
    ]);
  });

  it("is missing with git's reason where the repository is damaged", async () => {
    await writeFile(join(root, ".git/HEAD"), "");
    expect(await load()).toEqual({});
    expect(warnings).toEqual([
      "current commit information was not captured by the build: fatal: not a git repository (or any of the parent directories): .git",
    ]);
  });

  it("is missing without a word below the top of a repository, and in a work tree whose repository is gone", async () => {
    await mkdir(join(root, "below"));
    expect(await load({ PATH: "/nowhere" }, join(root, "below"))).toEqual({});
    await mkdir(join(root, "tree"));
    await writeFile(join(root, "tree/.git"), "gitdir: /nowhere/at/all\n");
    expect(await load({}, join(root, "tree"))).toEqual({});
    expect(warnings).toEqual([]);
  });

  it("takes two processes", async () => {
    commit();
    const bin = join(root, "bin");
    const log = join(root, "log");
    await mkdir(bin);
    await writeFile(join(bin, "git"), `#!/bin/sh\necho x >> '${log}'\nPATH=\${PATH#*:} exec git "$@"\n`);
    await chmod(join(bin, "git"), 0o755);
    const found = await load({ PATH: `${bin}${delimiter}${process.env.PATH}` });
    expect(found).toMatchObject({ "vcs:revision": git("rev-parse", "HEAD") });
    expect(await readFile(log, "utf8")).toBe("x\nx\n");
  });
});
