// @ts-check
// Does what docker/bake-action does, with the library that it is made of, as a process of its own. The library's
// directory and the inputs of the action come as arguments; what it found out goes to the file named last, as JSON.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [directory = "", inputsJson = "", report = ""] = process.argv.slice(2);
const inputs = JSON.parse(inputsJson);

/** @param {string} file */
const load = (file) =>
  import(pathToFileURL(join(directory, "node_modules/@docker/actions-toolkit/lib", file)).href);

const { Toolkit } = await load("toolkit.js");
const { Bake } = await load("buildx/bake.js");
const { Build } = await load("buildx/build.js");
const { Buildx } = await load("buildx/buildx.js");
const { Exec } = await load("exec.js");

const toolkit = new Toolkit();
const env = { ...process.env, BUILDX_BAKE_GIT_AUTH_TOKEN: inputs.githubToken };

/** The action reads the definition first, to know what is in it. */
const definition = await toolkit.buildxBake.getDefinition(
  {
    allow: inputs.allow,
    files: inputs.files,
    githubToken: inputs.githubToken,
    overrides: inputs.set,
    source: inputs.source,
    targets: inputs.targets,
    vars: inputs.vars,
  },
  { cwd: inputs.workdir },
);

/** @param {Record<string, object>} definition */
function buildArguments(definition) {
  const args = ["bake"];
  if (inputs.source !== "") args.push(inputs.source);
  for (const file of inputs.files) args.push("--file", file);
  for (const value of inputs.set) args.push("--set", value);
  for (const value of inputs.vars) args.push("--var", value);
  for (const value of inputs.allow) args.push("--allow", value);
  args.push("--metadata-file", toolkit.buildxBake.getMetadataFilePath());
  if (!Bake.hasDockerExporter(definition, false) && !Bake.hasProvenanceAttestation(definition)) {
    args.push("--provenance", Build.resolveProvenanceAttrs("mode=min"));
  }
  args.push("--builder", inputs.builder, "--progress", inputs.progress);
  return [...args, ...inputs.targets];
}

const { command, args } = await toolkit.buildx.getCommand(buildArguments(definition));
/** @param {string[]} more */
const run = (...more) =>
  Exec.getExecOutput(command, [...args, ...more], {
    cwd: inputs.workdir,
    env,
    ignoreReturnCode: true,
    silent: true,
  });

const printed = await run("--print");
const built = await run();
const failed = await run("--set", "*.target=nobody");
const metadata = toolkit.buildxBake.resolveMetadata();
const refused = await toolkit.buildxBake
  .getDefinition({ source: inputs.source, targets: ["nobody"] }, { cwd: inputs.workdir })
  .catch((/** @type {Error} */ error) => error.message);

writeFileSync(
  report,
  JSON.stringify({
    definition,
    printed: { code: printed.exitCode, definition: Bake.parseDefinition(printed.stdout) },
    built: { code: built.exitCode, stderr: built.stderr },
    failed: { code: failed.exitCode, message: Buildx.getErrorMessage(failed.stderr) },
    refused,
    metadata,
    refs: toolkit.buildxBake.resolveRefs(metadata),
    linked: Bake.resolveContextTargets(definition, "app"),
    has: {
      local: Bake.hasLocalExporter(definition),
      tar: Bake.hasTarExporter(definition),
      provenance: Bake.hasProvenanceAttestation(definition),
      sbom: Bake.hasSBOMAttestation(definition),
      gitToken: Bake.hasGitAuthTokenSecret(definition),
    },
  }),
);
