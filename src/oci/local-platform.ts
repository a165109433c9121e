import { endianness, machine } from "node:os";
import type { Platform } from "./platform-type.js";

const OS_NAMES: Readonly<Record<string, string>> = { win32: "windows", sunos: "solaris" };
const ARCHITECTURE_NAMES: Readonly<Record<string, string>> = { x64: "amd64", ia32: "386", mipsel: "mipsle" };

/** The platform of the machine this process runs on, under its OCI names. */
export function localPlatform({
  platform,
  arch,
}: Pick<NodeJS.Process, "platform" | "arch"> = process): Platform {
  const os = OS_NAMES[platform] ?? platform;
  if (arch === "arm") return { os, architecture: "arm", variant: armVariant() };
  if (arch === "ppc64") return { os, architecture: endianness() === "LE" ? "ppc64le" : "ppc64" };
  return { os, architecture: ARCHITECTURE_NAMES[arch] ?? arch };
}

/** The kernel says `armv6l`, `armv7l`, and `aarch64` where a 32-bit program runs on a 64-bit kernel. */
function armVariant(): string {
  return `v${/^armv(\d)/.exec(machine())?.[1] ?? "8"}`;
}
