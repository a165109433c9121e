import { readdir, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { SlipwayError } from "../../errors/index.js";

/** A file of the page. */
export interface PageFile {
  readonly type: string;
  readonly content: Buffer;
}

/** The files of the page by their paths, `/` among them: all that is ever served, and no name leads anywhere else. */
export type PageFiles = ReadonlyMap<string, PageFile>;

const TYPES: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
};

// The command's bundler puts it in: finds a file from where the command is.
declare const SLIPWAY_RESOLVE: ((path: string) => string) | undefined;

/** Where the page is: beside the compiled library, and built for the sources. */
const PLACES = ["../page/", "../../../dist/web/page/"];

/**
 * Reads the page of this package.
 *
 * @throws SlipwayError `not-found` where it was not built.
 */
export async function readPageFiles(): Promise<PageFiles> {
  for (const directory of pageDirectories()) {
    const files = await filesIn(directory);
    if (files !== undefined) return files;
  }
  throw new SlipwayError("not-found", "the page of the build view is missing from this installation", {
    hint: "install Slipway again; in a checkout, npm run build makes it",
  });
}

function pageDirectories(): readonly string[] {
  if (typeof SLIPWAY_RESOLVE !== "function") {
    return PLACES.map((place) => fileURLToPath(new URL(place, import.meta.url)));
  }
  try {
    return [dirname(SLIPWAY_RESOLVE("../web/page/index.html"))];
  } catch {
    return [];
  }
}

/** The page in a directory; undefined where there is none. */
export async function filesIn(directory: string): Promise<PageFiles | undefined> {
  const names = await readdir(directory).catch(() => []);
  const found = names.filter((name) => /^[\w-]+\.(?:html|js|css)$/.test(name));
  if (!found.includes("index.html") || !found.some((name) => name.endsWith(".js"))) return undefined;
  const files = new Map<string, PageFile>();
  for (const name of found) {
    const type = TYPES[name.slice(name.lastIndexOf(".") + 1)] ?? "";
    const file = { type, content: await readFile(`${directory}/${name}`) };
    files.set(name === "index.html" ? "/" : `/${name}`, file);
  }
  return files;
}
