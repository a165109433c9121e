// @ts-check
import { existsSync } from "node:fs";
import { debianArchitecture, fetchPackageFile, installPackages } from "./debian.mjs";
import { labPath, SetupError, say } from "./shell.mjs";

/**
 * A docker command that hands `docker build` on to its plugin, as versions from 23 do; Debian 12's does not. Its path:
 * `$SLIPWAY_TEST_DOCKER`, else Debian's own binary package of a later suite.
 */
export function ensureDockerCli() {
  const given = process.env.SLIPWAY_TEST_DOCKER;
  if (given) return given;
  const target = labPath("docker");
  if (existsSync(target)) return target;
  say("Fetching a newer docker command");
  fetchPackageFile({
    package: "docker-cli",
    suite: "forky",
    architecture: debianArchitecture(),
    file: "usr/bin/docker",
    target,
  });
  return target;
}

/** The docker command's plugin for Compose 2, which builds by `docker buildx bake`: Debian's of a later suite. Its path. */
export function ensureComposePlugin() {
  const target = labPath("docker-compose-plugin");
  if (existsSync(target)) return target;
  say("Fetching a newer Compose");
  fetchPackageFile({
    package: "docker-compose",
    suite: "forky",
    architecture: debianArchitecture(),
    file: "usr/libexec/docker/cli-plugins/docker-compose",
    target,
  });
  return target;
}

/** Debian's docker-compose; without it its test is skipped. */
export function ensureCompose() {
  try {
    installPackages({ "docker-compose": ["docker-compose"] });
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    say(`Compose goes untested: ${error.message}`);
  }
}
