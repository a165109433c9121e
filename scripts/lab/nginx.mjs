// @ts-check
import { existsSync } from "node:fs";
import { debianArchitecture, debianCodename, fetchPackageFile } from "./debian.mjs";
import { labPath } from "./shell.mjs";

/** The web server nginx, for tests that put one of their own before a daemon; nothing is installed or started. Its path. */
export function ensureNginx() {
  const target = labPath("nginx", "nginx");
  if (existsSync(target)) return target;
  fetchPackageFile({
    package: "nginx",
    suite: debianCodename(),
    architecture: debianArchitecture(),
    file: "usr/sbin/nginx",
    target,
  });
  return target;
}
