import { dirname } from "node:path";
import { fileError } from "../../util/file-error.js";
import { definitionError } from "../attributes/definition-error.js";
import type { ComposeFiles } from "./compose-files.js";
import type { ComposeMap } from "./compose-value.js";
import { pathFrom, relativePath } from "./go-paths.js";
import type { Lookup } from "./substitute.js";
import { type ComposeDocument, parseYaml } from "./yaml-documents.js";

/** Files that one definition may take in by `include` and `extends`. */
const MAX_FILES = 1000;

/** What loading one set of Compose files shares, whatever they include. */
export class LoadSession {
  readonly #documents = new Map<string, Promise<ComposeDocument[]>>();
  readonly #warned = new Set<string>();
  #files = 0;

  constructor(
    readonly files: ComposeFiles,
    readonly warn: (message: string) => void,
  ) {}

  /** The documents of a text, read once. */
  documents(text: string): Promise<ComposeDocument[]> {
    const known = this.#documents.get(text) ?? parseYaml(text);
    this.#documents.set(text, known);
    return known;
  }

  /** @throws SlipwayError in Go's words: `open PATH: no such file or directory`. */
  async readText(path: string): Promise<string> {
    this.#files++;
    if (this.#files > MAX_FILES) throw definitionError(`more than ${MAX_FILES} files are included`);
    try {
      return await this.files.readText(path);
    } catch (error) {
      throw fileError("open", path, error);
    }
  }

  /** Variables for interpolation; one that is not set is reported once. */
  lookup(env: ReadonlyMap<string, string>): Lookup {
    return Object.assign((name: string) => env.get(name), {
      onUnset: (name: string) => {
        if (this.#warned.has(name)) return;
        this.#warned.add(name);
        this.warn(`The "${name}" variable is not set. Defaulting to a blank string.`);
      },
    });
  }
}

/** A file to load; its text is read by its name where it is not given. */
export interface ModelFile {
  readonly name: string;
  readonly text?: string | undefined;
}

/** A model and what the last document of its file resets. */
export interface LoadedFile {
  readonly model: ComposeMap;
  readonly resets: ComposeDocument["resets"];
}

/** Where a file's relative paths and variables come from. */
export interface LoadScope {
  readonly session: LoadSession;
  readonly env: ReadonlyMap<string, string>;
  /** Directory that files named by `extends` and `include` are relative to; empty is the working directory. */
  readonly directory: string;
  /** Directory that paths to build contexts, secrets and so on are relative to. */
  readonly pathsFrom: string;
  /** The files that include each other down to this one. */
  readonly included: readonly string[];
}

/** The directory of a file or directory that a scope's files name, relative to the scope's directory. */
export async function directoryOf(scope: LoadScope, path: string): Promise<string> {
  const full = pathFrom(scope.directory, path);
  const isDirectory = (await scope.session.files.kindOf(full)) === "directory";
  return relativePath(scope.directory, isDirectory ? full : pathFrom(scope.directory, dirname(path)));
}
