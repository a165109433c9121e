import { readFile, realpath, stat } from "node:fs/promises";
import { join } from "node:path";
import { SlipwayError } from "../../../errors/index.js";
import { errorCode } from "../../../util/error-code.js";
import { fileError } from "../../../util/file-error.js";
import { makeDirectory } from "../../../util/make-directory.js";
import { replaceFile } from "../../../util/replace-file.js";

type Config = Record<string, unknown> & { aliases?: Record<string, unknown> };

/**
 * Sets or, with undefined, takes away which plugin docker runs for `docker builder`; docker before version 23 runs it
 * for `docker build` too. All else in the configuration stays as it is.
 *
 * @param directory docker's configuration directory
 * @throws SlipwayError `corrupt-state` when config.json is no JSON object; `not-found`, `disk-full`, `io-error`.
 */
export async function setBuilderAlias(directory: string, plugin: string | undefined): Promise<void> {
  const path = join(directory, "config.json");
  const { config, mode } = await readConfig(path);
  const { builder: _, ...others } = config.aliases ?? {};
  const aliases = plugin === undefined ? others : { ...others, builder: plugin };
  const { aliases: __, ...rest } = config;
  const changed = Object.keys(aliases).length > 0 ? { ...rest, aliases } : rest;
  await writeConfig(path, directory, JSON.stringify(changed, undefined, "\t"), mode);
}

async function readConfig(path: string): Promise<{ config: Config; mode: number }> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (reason) {
    if (errorCode(reason) === "ENOENT") return { config: {}, mode: 0o600 };
    throw fileError("cannot read", path, reason);
  }
  return { config: parseConfig(text, path), mode: (await stat(path)).mode & 0o777 };
}

function parseConfig(text: string, path: string): Config {
  if (text.trim() === "") return {};
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value) && (value.aliases === undefined || isObject(value.aliases))) return value as Config;
  } catch (cause) {
    throw new SlipwayError("corrupt-state", `${path} is not JSON`, { cause });
  }
  throw new SlipwayError("corrupt-state", `${path} is no Docker configuration`);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** In one step, through a link if the file is one, so that docker never reads half a configuration. */
async function writeConfig(path: string, directory: string, text: string, mode: number): Promise<void> {
  try {
    await makeDirectory(directory);
    const target = await realpath(path).catch(() => path);
    // The umask may take bits that the file had.
    await replaceFile(target, text, { mode, prepare: (file) => file.chmod(mode) });
  } catch (reason) {
    throw fileError("cannot write", path, reason);
  }
}
