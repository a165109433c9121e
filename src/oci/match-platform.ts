import { normalizePlatform } from "./normalize-platform.js";
import type { Platform } from "./platform-type.js";

/**
 * Whether a machine of platform `offered` serves `wanted`: in `strict` mode only when both are the same, in
 * `compatible` mode also when the machine runs it without emulation (arm64 runs arm, amd64 runs 386, a variant runs
 * the lower ones). Versions of the operating system are not compared.
 */
export function matchesPlatform(
  wanted: Platform,
  offered: Platform,
  mode: "strict" | "compatible" = "compatible",
): boolean {
  const normal = normalizePlatform(wanted);
  const candidates = mode === "strict" ? [normalizePlatform(offered)] : compatiblePlatforms(offered);
  return candidates.some((candidate) => isSame(candidate, normal));
}

/** The platforms that a machine of `platform` runs without emulation, best first, as containerd orders them. */
export function compatiblePlatforms(platform: Platform): readonly Platform[] {
  const { variant = "", ...normal } = normalizePlatform(platform);
  const { architecture } = normal;
  if (architecture === "amd64") {
    const variants = descending(versionOf(variant), 1).map((version) => (version === 1 ? "" : `v${version}`));
    const own = variants.length === 0 ? [variant] : variants;
    return [...of(normal, "amd64", own), ...of(normal, "386", [""])];
  }
  if (architecture === "arm") {
    const variants = descending(versionOf(variant), 5).map((version) => `v${version}`);
    return of(normal, "arm", variants.length === 0 ? [variant] : variants);
  }
  if (architecture === "arm64") {
    return [...of(normal, "arm64", arm64Variants(variant)), ...of(normal, "arm", ["v8", "v7", "v6", "v5"])];
  }
  return of(normal, architecture, [variant]);
}

/** arm64 v9.N includes v9 up to v9.N and v8 up to v8.(5+N). */
function arm64Variants(variant: string): readonly string[] {
  const [, major, minor = "0"] = /^v([89])(?:\.(\d+))?$/.exec(variant === "" ? "v8" : variant) ?? [];
  if (major === undefined) return [variant];
  const minors = (top: number): readonly string[] =>
    descending(top, 0).map((number) => (number === 0 ? "" : `.${number}`));
  const v8 = minors(Number(minor) + (major === "9" ? 5 : 0)).map((text) => (text === "" ? "" : `v8${text}`));
  return major === "9" ? [...minors(Number(minor)).map((text) => `v9${text}`), ...v8] : v8;
}

function of(base: Platform, architecture: string, variants: readonly string[]): readonly Platform[] {
  return variants.map((variant) => ({ ...base, architecture, ...(variant !== "" && { variant }) }));
}

function versionOf(variant: string): number {
  return Number(/^v(\d+)$/.exec(variant)?.[1] ?? Number.NaN);
}

/** `from`, `from - 1`, … `to`; empty when `from` is no number or lower. */
function descending(from: number, to: number): readonly number[] {
  return from >= to ? Array.from({ length: from - to + 1 }, (_, index) => from - index) : [];
}

function isSame(left: Platform, right: Platform): boolean {
  return (
    left.os === right.os &&
    left.architecture === right.architecture &&
    (left.variant ?? "") === (right.variant ?? "")
  );
}
