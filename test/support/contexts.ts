import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { busyboxPath, nativeArchitecture } from "./lab.js";
import { temporaryDirectory } from "./sandbox.js";

/** The first lines of a Dockerfile without a registry: a scratch image whose shell and tools are busybox. */
export const busyboxBase = [
  "FROM scratch AS base",
  "ARG TARGETARCH",
  "COPY busybox-$TARGETARCH /bin/busybox",
  'SHELL ["/bin/busybox", "sh", "-c"]',
  'RUN ["/bin/busybox", "--install", "-s", "/bin"]',
  "",
].join("\n");

/** A file's content, with its mode if it matters. */
export type ContextFile =
  | string
  | Uint8Array
  | { readonly content: string | Uint8Array; readonly mode: number };

/** A directory with the given files; gone after the test file. */
export function contextDirectory(files: Readonly<Record<string, ContextFile>>): string {
  const directory = temporaryDirectory("context");
  for (const [name, file] of Object.entries(files)) {
    const path = join(directory, name);
    mkdirSync(dirname(path), { recursive: true });
    if (typeof file === "string" || file instanceof Uint8Array) {
      writeFileSync(path, file);
    } else {
      writeFileSync(path, file.content);
      chmodSync(path, file.mode);
    }
  }
  return directory;
}

/**
 * A directory whose Dockerfile is {@link busyboxBase} followed by `dockerfile`, with the busybox it copies, and more
 * files if given.
 */
export function busyboxContext(
  dockerfile: string,
  options: {
    readonly architectures?: readonly string[];
    readonly files?: Readonly<Record<string, ContextFile>>;
  } = {},
): string {
  const directory = contextDirectory({ Dockerfile: busyboxBase + dockerfile, ...options.files });
  for (const architecture of options.architectures ?? [nativeArchitecture]) {
    const target = join(directory, `busybox-${architecture}`);
    copyFileSync(busyboxPath(architecture), target);
    chmodSync(target, 0o755);
  }
  return directory;
}

/** A program of this machine with the libraries that it loads, as files of a context below `root`. */
export function programFiles(
  program: string,
  root: string,
): Record<string, { readonly content: Uint8Array; readonly mode: number }> {
  const libraries = execFileSync("ldd", [program], { encoding: "utf8" }).match(/\/\S+/g) ?? [];
  const files = [program, ...libraries].map((path) => [
    `${root}${path}`,
    { content: readFileSync(path), mode: 0o755 },
  ]);
  return Object.fromEntries(files);
}
