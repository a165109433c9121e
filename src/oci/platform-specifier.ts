import { SlipwayError } from "../errors/index.js";
import { quoteGo } from "../util/go-quote.js";
import { localPlatform } from "./local-platform.js";
import { type Architecture, normalizeArchitecture, normalizeOs } from "./normalize-platform.js";
import type { Platform } from "./platform-type.js";

const OS_COMPONENT = /^([A-Za-z0-9_-]+)(?:\(([A-Za-z0-9_.%-]*)((?:\+[A-Za-z0-9_.%-]+)*)\))?$/;
const COMPONENT = /^[A-Za-z0-9_.-]+$/;

const KNOWN_OS: ReadonlySet<string> = new Set(
  (
    "aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9 solaris " +
    "windows zos"
  ).split(" "),
);
const KNOWN_ARCHITECTURES: ReadonlySet<string> = new Set(
  (
    "386 amd64 amd64p32 arm armbe arm64 arm64be ppc64 ppc64le loong64 mips mipsle mips64 mips64le mips64p32 " +
    "mips64p32le ppc riscv riscv64 s390 s390x sparc sparc64 wasm"
  ).split(" "),
);

/**
 * Parses `os[(version[+feature…])][/architecture[/variant]]`, or an operating system or an architecture alone, the
 * missing half taken from this machine. Aliases (`x86_64`, `aarch64`, `armhf`, `macos` …) become the OCI names.
 * A variant that is the default of a name given without one stays absent: `linux/arm` has none; see
 * {@link normalizePlatform}.
 *
 * @throws SlipwayError `invalid-argument` with containerd's message, as buildx prints it.
 */
export function parsePlatform(specifier: string): Platform {
  if (specifier.includes("*")) throw invalid(`${quoteGo(specifier)}: wildcards not yet supported`);
  const parts = specifier.split("/");
  const [first = ""] = parts;
  const rest = [...parts.slice(1, 3), ...(parts.length > 3 ? [parts.slice(3).join("/")] : [])];
  const { os, extra } = parseOs(first, specifier);
  for (const part of rest) {
    if (!COMPONENT.test(part)) throw invalidComponent(part, specifier);
  }
  const [architecture, variant] = rest;
  if (rest.length > 2) throw invalid(`${quoteGo(specifier)}: cannot parse platform specifier`);
  if (architecture === undefined) return parseSingle(first, os, extra, specifier);
  const normal = normalizeArchitecture(architecture, variant ?? "");
  if (variant === undefined && isDefaultArm(normal))
    return { os, architecture: normal.architecture, ...extra };
  if (variant !== undefined && normal.architecture === "arm64" && normal.variant === undefined) {
    return { os, architecture: "arm64", variant: "v8", ...extra };
  }
  return { os, ...normal, ...extra };
}

/** `linux/arm64`, `linux/arm/v7`, `windows(10.0.17763)/amd64`; `unknown` when there is no operating system. */
export function formatPlatform(platform: Platform): string {
  const { os, architecture, variant = "", osVersion = "", osFeatures = [] } = platform;
  if (os === "") return "unknown";
  const options = encodeOption(osVersion) + osFeatures.map((feature) => `+${encodeOption(feature)}`).join("");
  return [options === "" ? os : `${os}(${options})`, architecture, variant]
    .filter((part) => part !== "")
    .join("/");
}

type OsExtra = Pick<Platform, "osVersion" | "osFeatures">;

function parseOs(component: string, specifier: string): { readonly os: string; readonly extra: OsExtra } {
  const match = OS_COMPONENT.exec(component);
  if (match === null) {
    throw invalid(
      `${quoteGo(component)} is an invalid OS component of ${quoteGo(specifier)}: ` +
        `OSAndVersion specifier component must match ${quoteGo(OS_COMPONENT.source)}`,
    );
  }
  const [, os = "", version = "", features = ""] = match;
  const osFeatures = features
    .split("+")
    .filter((feature) => feature !== "")
    .map(decodeOption);
  return {
    os: normalizeOs(os),
    extra: {
      ...(version !== "" && { osVersion: decodeOption(version) }),
      ...(osFeatures.length > 0 && { osFeatures }),
    },
  };
}

function parseSingle(word: string, os: string, extra: OsExtra, specifier: string): Platform {
  const local = localPlatform();
  if (KNOWN_OS.has(os)) {
    const variant = local.architecture === "arm" && local.variant !== "v7" ? local.variant : undefined;
    return { os, architecture: local.architecture, ...(variant && { variant }), ...extra };
  }
  const normal = normalizeArchitecture(word, "");
  if (!KNOWN_ARCHITECTURES.has(normal.architecture)) {
    throw invalid(`${quoteGo(specifier)}: unknown operating system or architecture`);
  }
  return isDefaultArm(normal) ? { os: local.os, architecture: "arm" } : { os: local.os, ...normal };
}

function isDefaultArm({ architecture, variant }: Architecture): boolean {
  return architecture === "arm" && variant === "v7";
}

function encodeOption(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*~]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function decodeOption(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function invalidComponent(part: string, specifier: string): SlipwayError {
  return invalid(
    `${quoteGo(part)} is an invalid component of ${quoteGo(specifier)}: ` +
      `platform specifier component must match ${quoteGo(COMPONENT.source)}`,
  );
}

function invalid(message: string): SlipwayError {
  return new SlipwayError("invalid-argument", `${message}: invalid argument`, {
    hint: "a platform has the form os/architecture[/variant], e.g. linux/arm64",
  });
}
