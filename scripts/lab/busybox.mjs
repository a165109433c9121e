// @ts-check
import { existsSync } from "node:fs";
import { debianCodename, fetchPackageFile } from "./debian.mjs";
import { labPath, say } from "./shell.mjs";

/**
 * A static busybox for Dockerfiles that start `FROM scratch`; returns its path.
 * @param {string} architecture Debian's name, which is Go's for the two that the tests use: `amd64`, `arm64`
 */
export function ensureBusybox(architecture) {
  const target = labPath("busybox", architecture, "busybox");
  if (existsSync(target)) return target;
  say(`Fetching busybox for ${architecture}`);
  const suite = debianCodename();
  fetchPackageFile({ package: "busybox-static", suite, architecture, file: "bin/busybox", target });
  return target;
}
