import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { afterAll } from "vitest";
import {
  type ContextDirectory,
  loadMainContext,
  type MainContextRequest,
} from "../../../src/build/context/main-context.js";
import type { ContextSource } from "../../../src/build/options/context-source.js";

/** A directory on disk as its path, one in memory as its files. */
export async function shown(directory: ContextDirectory): Promise<unknown> {
  if (directory.kind === "disk") return directory.root;
  const { tree } = directory;
  const files: Record<string, string> = {};
  for (const name of ["Dockerfile", "app.js"].filter((path) => tree.entry(path) !== undefined)) {
    const content = tree.content(name);
    if (content.kind !== "chunks") throw new Error(`${name} is on disk`);
    const chunks: Uint8Array[] = [];
    for await (const chunk of content.open()) chunks.push(chunk);
    files[name] = Buffer.concat(chunks).toString();
  }
  return files;
}

/** The attributes of a Dockerfile that is sent by itself. */
export const given = { filename: "Dockerfile", dockerfilekey: "dockerfile" };

/** Where an archive is fetched from. */
export const upload = "http://buildkit-session/upload";

/** A remote context. */
export const git = "https://host/r.git#main";

/** A directory with contexts in it, and what a main context is made of. */
export function mainContexts() {
  const cwd = realpathSync(mkdtempSync(join(tmpdir(), "slipway-main-")));
  for (const path of ["app/sub", "lower", "none"]) mkdirSync(join(cwd, path), { recursive: true });
  for (const path of ["Dockerfile", "app/Dockerfile", "app/sub/Other", "lower/dockerfile"]) {
    writeFileSync(join(cwd, path), "FROM scratch\n");
  }
  afterAll(() => rmSync(cwd, { recursive: true }));
  const at = (path: string) => join(cwd, path);
  const archives: string[] = [];
  /** Loads a context; in what comes back, a directory in memory is its files. */
  async function load(context: string | ContextSource, more: Partial<MainContextRequest> = {}) {
    const main = await loadMainContext({
      context,
      file: undefined,
      dockerfile: undefined,
      cwd,
      stdin: Readable.from([]),
      fetchUrl: async (url) => Buffer.from(`FROM ${url}\n`),
      offerArchive: (archive) => {
        void text(archive).then((content) => archives.push(content));
        return "http://buildkit-session/upload";
      },
      ...more,
    });
    const directories: Record<string, unknown> = {};
    for (const [name, directory] of main.directories) directories[name] = await shown(directory);
    return { ...main, directories };
  }
  return {
    cwd,
    at,
    archives,
    load,
  };
}
