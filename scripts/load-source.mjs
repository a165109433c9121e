// @ts-check
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { projectRoot } from "./lab/project.mjs";

/**
 * Loads a file of the project's sources, for what scripts make from the program's own definitions.
 * @param {string} file from the project's directory
 * @returns {Promise<any>} what the file exports
 */
export async function loadSource(file) {
  const scratch = mkdtempSync(join(tmpdir(), "slipway-source-"));
  try {
    const outfile = join(scratch, "module.mjs");
    await build({
      entryPoints: [join(projectRoot, file)],
      outfile,
      bundle: true,
      format: "esm",
      platform: "node",
      target: "node20",
      // Packages written for require() find it here.
      banner: {
        js: 'import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);',
      },
      // It has files for each system beside its own.
      external: ["@napi-rs/xattr"],
      define: { SLIPWAY_VERSION: '""', SLIPWAY_REVISION: '""' },
      logLevel: "warning",
    });
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
