// @ts-check
import { existsSync } from "node:fs";
import { debianArchitecture, fetchPackageFile } from "./debian.mjs";
import { labPath, say } from "./shell.mjs";

/**
 * The kubectl that says whether the tests' Kubernetes stand-in is one: `$SLIPWAY_TEST_KUBECTL`, else Debian's of a later
 * suite, whose streams are WebSockets first. Returns its path.
 */
export function ensureKubectl() {
  const given = process.env.SLIPWAY_TEST_KUBECTL;
  if (given) return given;
  const target = labPath("kubectl");
  if (existsSync(target)) return target;
  say("Fetching kubectl");
  fetchPackageFile({
    package: "kubectl",
    suite: "forky",
    architecture: debianArchitecture(),
    file: "usr/bin/kubectl",
    target,
  });
  return target;
}
