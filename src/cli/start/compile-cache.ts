import {
  closeSync,
  fstatSync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, isAbsolute, join } from "node:path";
import { Script } from "node:vm";
import { fileSystem } from "../../util/file-system.js";
import { makeDirectorySync } from "../../util/make-directory.js";
import { type CompiledCode, packCompiledCode, unpackCompiledCode } from "./compiled-code.js";

type Env = Readonly<Record<string, string | undefined>>;

/** Days after which the compiled code of a program that was since replaced is deleted. */
const KEPT_DAYS = 30;

/** Which compiled code fits: made by the same V8 from the same program. */
export interface CompiledCodeKey {
  /** Changes with the program's text. */
  readonly program: string;
  /** The command, since what is compiled is what a command used. */
  readonly command: string;
  /** See {@link v8Flavour}. Default: none. */
  readonly flavour?: string;
}

/** The part of a process that decides which compiled code its V8 takes. */
export interface V8Process {
  readonly execArgv: readonly string[];
  readonly env: Env;
}

/**
 * Tells compiled code that was made under other flags of V8, which would be refused: empty where Node was started without
 * any. To be asked for before the caller's variables are given back, since Node has not seen those.
 */
export function v8Flavour({ execArgv, env }: V8Process): string {
  const flags = execArgv.some((word) => !word.startsWith("--title="));
  if (!flags && !env.NODE_OPTIONS) return "";
  // Asking costs a millisecond.
  return process.getBuiltinModule("node:v8").cachedDataVersionTag().toString(16);
}

/**
 * The file for a program's compiled code, in the user's cache directory; undefined where there is none of the user's
 * own, or Node's `NODE_DISABLE_COMPILE_CACHE` is set.
 */
export function compiledCodeFile(
  key: CompiledCodeKey,
  env: Env,
  platform: NodeJS.Platform = process.platform,
): string | undefined {
  if (env.NODE_DISABLE_COMPILE_CACHE) return undefined;
  const directory = cacheDirectory(env, platform);
  const { version, arch } = process;
  const flavour = key.flavour ? `-${key.flavour}` : "";
  return directory && join(directory, `${key.program}-${key.command}-${version}-${arch}${flavour}`);
}

function cacheDirectory(env: Env, platform: NodeJS.Platform): string | undefined {
  if (platform === "win32") return env.LOCALAPPDATA && join(env.LOCALAPPDATA, "slipway");
  const { XDG_CACHE_HOME: cache = "", HOME: home = "" } = env;
  // Under sudo the home may be another user's, who must neither feed us code nor find root's files there.
  if (isAbsolute(cache)) return belongsToUs(cache) ? join(cache, "slipway") : undefined;
  return isAbsolute(home) && belongsToUs(home) ? join(home, ".cache", "slipway") : undefined;
}

function belongsToUs(path: string): boolean {
  try {
    return statSync(path).uid === process.geteuid?.();
  } catch {
    return false;
  }
}

/** The parts of a program, each of which is a function that runs when something of it is first asked for. */
export interface ProgramParts {
  /** Names of those that have run. */
  names(): readonly string[];
  /** Characters of a part's text. */
  size(name: string): number;
}

/** Characters of text that may be compiled in every run because the code that is kept lacks them. */
const LACKING = 4096;

/** Milliseconds after which a run is long: V8 drops code that has not run for a while, such as all of the start. */
const LONG = 1000;

/** Compiled code of which this part is left has lost what V8 dropped. */
const WHOLE = 0.9;

/**
 * Makes what compiles the packs of a program, with the help of the code that an earlier run left in `cacheFile`. Once the
 * process ends well after a run without that help, or after one that used much of the program that the earlier one had not
 * (a command's help is no more than a tenth of it), its compiled code is left for the next one: as it was after a second,
 * where V8 has dropped some since. Nothing that is wrong with the cache is an error.
 *
 * @param fileOf the file of a pack, by its number from 0
 * @param parts asked after a second and at the end; undefined if the program has not come to run.
 */
export function compiler(
  fileOf: (pack: number) => string,
  cacheFile: string | undefined,
  parts: () => ProgramParts | undefined,
): (pack: number) => Script {
  const kept = cacheFile === undefined ? undefined : readCompiled(cacheFile);
  const scripts = new Map<number, Script>();
  if (cacheFile !== undefined) {
    let early: CompiledCode | undefined;
    const renewed = (used: ProgramParts) => {
      const wasTaken = [...scripts.values()].every(({ cachedDataRejected }) => cachedDataRejected !== true);
      const known = wasTaken ? kept : undefined;
      const isEnough = known !== undefined && !lacksMuch(known.parts, used);
      return isEnough ? undefined : compiledNow(scripts, used, known);
    };
    setTimeout(() => {
      const used = parts();
      early = used && renewed(used);
    }, LONG).unref();
    process.once("exit", (status) => {
      const used = parts();
      if (status !== 0 || used === undefined) return;
      const left = early === undefined ? renewed(used) : (compiledNow(scripts, used, early) ?? early);
      if (left !== undefined) leaveCompiled(cacheFile, left);
    });
  }
  return (pack) => {
    const file = fileOf(pack);
    const code = kept?.packs[pack];
    const script = new Script(readFileSync(file, "latin1"), {
      filename: file,
      ...(code === undefined || code.length === 0 ? {} : { cachedData: code }),
    });
    scripts.set(pack, script);
    return script;
  };
}

/** What is to be kept from now on; undefined where V8 has dropped some of what is known. */
function compiledNow(
  scripts: ReadonlyMap<number, Script>,
  used: ProgramParts,
  known: CompiledCode | undefined,
): CompiledCode | undefined {
  const all = new Set([...(known?.parts.split(",") ?? []), ...used.names()]);
  const packs = Array.from(
    { length: Math.max(known?.packs.length ?? 0, ...[...scripts.keys()].map((pack) => pack + 1)) },
    (_, pack) => scripts.get(pack)?.createCachedData() ?? known?.packs[pack] ?? Buffer.alloc(0),
  );
  const isWhole = packs.every(({ length }, pack) => length >= (known?.packs[pack]?.length ?? 0) * WHOLE);
  return isWhole ? { packs, parts: [...all].join(",") } : undefined;
}

function lacksMuch(known: string, parts: ProgramParts): boolean {
  const has = new Set(known.split(","));
  let lacking = 0;
  for (const name of parts.names()) if (!has.has(name)) lacking += parts.size(name);
  return lacking > LACKING;
}

/** V8 trusts compiled code, so it has to be ours alone. */
function readCompiled(file: string): CompiledCode | undefined {
  try {
    const descriptor = openSync(file, "r");
    try {
      const { uid, mode } = fstatSync(descriptor);
      const trusted = !fileSystem.hasPermissions || (uid === process.geteuid?.() && (mode & 0o022) === 0);
      return trusted ? unpackCompiledCode(readFileSync(descriptor)) : undefined;
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return undefined;
  }
}

/** Written beside and flushed before it gets its name: V8 would crash on code that is only half there. */
function leaveCompiled(file: string, compiled: CompiledCode): void {
  const directory = dirname(file);
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    makeDirectorySync(directory, 0o700);
    const descriptor = openSync(temporary, "wx", 0o600);
    try {
      writeFileSync(descriptor, packCompiledCode(compiled));
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporary, file);
    removeOld(directory);
  } catch {
    removeIfThere(temporary);
  }
}

function removeOld(directory: string): void {
  const oldest = Date.now() - KEPT_DAYS * 24 * 60 * 60 * 1000;
  for (const name of readdirSync(directory)) {
    const path = join(directory, name);
    if (statSync(path).mtimeMs < oldest) removeIfThere(path);
  }
}

function removeIfThere(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // Another run was faster, or it never came to be.
  }
}
