import type { Platform } from "./platform-type.js";

/** An architecture with its variant, absent where it is the default. */
export type Architecture = Pick<Platform, "architecture" | "variant">;

const ARM64_VARIANTS: Readonly<Record<string, string>> = {
  "8": "",
  v8: "",
  "v8.0": "",
  "9": "v9",
  "9.0": "v9",
  "v9.0": "v9",
};
const ARM_VARIANTS: Readonly<Record<string, string>> = {
  "": "v7",
  "5": "v5",
  "6": "v6",
  "7": "v7",
  "8": "v8",
};

/** The platform under its OCI names, with the variant that its architecture has when none is given (`arm`: `v7`). */
export function normalizePlatform(platform: Platform): Platform {
  const { osVersion, osFeatures = [] } = platform;
  return {
    os: normalizeOs(platform.os),
    ...normalizeArchitecture(platform.architecture, platform.variant ?? ""),
    ...(osVersion && { osVersion }),
    ...(osFeatures.length > 0 && { osFeatures }),
  };
}

/** The OCI name of an operating system. */
export function normalizeOs(os: string): string {
  const lower = os.toLowerCase();
  return lower === "macos" ? "darwin" : lower;
}

/** The OCI names of an architecture and its variant. */
export function normalizeArchitecture(given: string, givenVariant: string): Architecture {
  const lower = givenVariant.toLowerCase();
  const of = (architecture: string, variant: string): Architecture => ({
    architecture,
    ...(variant !== "" && { variant }),
  });
  switch (given.toLowerCase()) {
    case "i386":
      return of("386", "");
    case "x86_64":
    case "x86-64":
    case "amd64":
      return of("amd64", lower === "v1" ? "" : lower);
    case "aarch64":
    case "arm64":
      return of("arm64", ARM64_VARIANTS[lower] ?? lower);
    case "armhf":
      return of("arm", "v7");
    case "armel":
      return of("arm", "v6");
    case "arm":
      return of("arm", ARM_VARIANTS[lower] ?? lower);
    default:
      return of(given.toLowerCase(), lower);
  }
}
