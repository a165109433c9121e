// @ts-check
import { existsSync } from "node:fs";
import { debianArchitecture, fetchPackageFile } from "./debian.mjs";
import { labPath, say } from "./shell.mjs";

/** The docker-buildx to compare with: `$SLIPWAY_TEST_BUILDX`, else Debian's own binary package. Returns its path. */
export function ensureBuildx() {
  const given = process.env.SLIPWAY_TEST_BUILDX;
  if (given) return given;
  const target = labPath("docker-buildx");
  if (existsSync(target)) return target;
  say("Fetching docker-buildx to compare with");
  fetchPackageFile({
    package: "docker-buildx",
    suite: "forky",
    architecture: debianArchitecture(),
    file: "usr/libexec/docker/cli-plugins/docker-buildx",
    target,
  });
  return target;
}
