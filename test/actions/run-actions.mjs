// @ts-check
// Does what docker/setup-buildx-action and docker/build-push-action do, with the library they are made of, as a
// process of its own: that library reads the environment once, when it is loaded. Its directory and the inputs of the
// actions come as arguments; what it found out goes to the file named last, as JSON.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [directory = "", inputsJson = "", report = ""] = process.argv.slice(2);
const inputs = JSON.parse(inputsJson);

/** @param {string} file */
const load = (file) =>
  import(pathToFileURL(join(directory, "node_modules/@docker/actions-toolkit/lib", file)).href);

const { Toolkit } = await load("toolkit.js");
const { Build } = await load("buildx/build.js");
const { Buildx } = await load("buildx/buildx.js");
const { History } = await load("buildx/history.js");
const { Exec } = await load("exec.js");
const { GitHubSummary } = await load("github/summary.js");
const { Util } = await load("util.js");

const toolkit = new Toolkit();

/** @param {string[]} args */
async function buildx(args) {
  const { command, args: full } = await toolkit.buildx.getCommand(args);
  return Exec.getExecOutput(command, full, { ignoreReturnCode: true, silent: true });
}

/** @param {string[]} args */
async function succeed(args) {
  const result = await buildx(args);
  if (result.exitCode !== 0) throw new Error(`${args.join(" ")}: ${Buildx.getErrorMessage(result.stderr)}`);
  return result;
}

async function setUp() {
  const available = await toolkit.buildx.isAvailable();
  const version = await toolkit.buildx.version();
  const existedBefore = await toolkit.builder.exists(inputs.builder);
  const args = ["create", "--name", inputs.builder, "--driver", "docker-container"];
  if (await toolkit.buildx.versionSatisfies(">=0.3.0")) {
    for (const option of Util.getList(inputs.driverOptions, { ignoreComma: true, quote: false })) {
      args.push("--driver-opt", option);
    }
    args.push("--buildkitd-flags", inputs.daemonFlags);
  }
  const config = toolkit.buildkit.config.resolveFromString(inputs.daemonConfig);
  const configFlag = (await toolkit.buildx.versionSatisfies(">=0.15.0")) ? "--buildkitd-config" : "--config";
  args.push(configFlag, config, "--use");
  await succeed(args);
  await succeed(["inspect", "--bootstrap", "--builder", inputs.builder]);
  const builder = await toolkit.builder.inspect(inputs.builder);
  return {
    available,
    version,
    satisfies: {
      old: await toolkit.buildx.versionSatisfies(">=0.13.0"),
      future: await toolkit.buildx.versionSatisfies(">=99.0.0"),
    },
    existedBefore,
    exists: await toolkit.builder.exists(inputs.builder),
    builder,
    daemonVersions: await Promise.all(
      builder.nodes.map((/** @type {object} */ node) => toolkit.buildkit.getVersion(node)),
    ),
  };
}

async function buildArguments() {
  const build = toolkit.buildxBuild;
  const args = ["build"];
  for (const value of Util.getList(inputs.buildArgs, { ignoreComma: true })) args.push("--build-arg", value);
  for (const value of Util.getList(inputs.labels, { ignoreComma: true, comment: "#" }))
    args.push("--label", value);
  for (const value of Util.getList(inputs.secrets, { ignoreComma: true })) {
    args.push("--secret", Build.resolveSecretString(value));
  }
  for (const value of Util.getList(inputs.secretFiles, { ignoreComma: true })) {
    args.push("--secret", Build.resolveSecretFile(value));
  }
  for (const value of Util.getList(inputs.secretEnvs, { ignoreComma: true })) {
    args.push("--secret", Build.resolveSecretEnv(value));
  }
  for (const value of Util.getList(inputs.tags)) args.push("--tag", value);
  const outputs = Util.getList(inputs.outputs, { ignoreComma: true });
  for (const value of outputs) args.push("--output", value);
  if (!Build.hasLocalExporter(outputs) && !Build.hasTarExporter(outputs)) {
    args.push("--iidfile", build.getImageIDFilePath());
  }
  args.push("--attest", `type=provenance,${Build.resolveProvenanceAttrs(inputs.provenance)}`);
  args.push("--builder", inputs.builder, "--metadata-file", build.getMetadataFilePath(), inputs.context);
  return args;
}

async function build() {
  const args = await buildArguments();
  const started = new Date();
  await succeed(args);
  const build = toolkit.buildxBuild;
  const metadata = build.resolveMetadata();
  const ref = build.resolveRef(metadata);
  return {
    args,
    imageId: build.resolveImageID(),
    digest: build.resolveDigest(metadata),
    metadata,
    ref,
    warnings: build.resolveWarnings(metadata),
    provenance: build.resolveProvenance(metadata),
    localState: Buildx.localState(ref),
    refs: Object.keys(Buildx.refs({ dir: Buildx.refsDir, builderName: inputs.builder, since: started })),
    annotations: await Buildx.convertWarningsToGitHubAnnotations(build.resolveWarnings(metadata) ?? [], [
      ref,
    ]),
  };
}

/**
 * The last step of docker/build-push-action: the record's details and bundle, and a summary of them.
 * @param {string} ref
 */
async function afterBuild(ref) {
  const history = new History({ buildx: toolkit.buildx });
  const details = await history.inspect({ ref: ref.split("/").at(-1), builder: inputs.builder });
  const exported = await history.export({ refs: [ref] });
  await GitHubSummary.writeBuildSummary({ exportRes: exported, inputs: { context: inputs.context } });
  const bundle = readFileSync(exported.dockerbuildFilename);
  return {
    details,
    exported,
    isGzip: bundle.subarray(0, 2).toString("hex") === "1f8b",
    summary: readFileSync(process.env.GITHUB_STEP_SUMMARY ?? "", "utf8"),
  };
}

async function failedBuild() {
  const result = await buildx(["build", "--builder", inputs.builder, "--target", "nobody", inputs.context]);
  return { code: result.exitCode, message: Buildx.getErrorMessage(result.stderr) };
}

async function cleanUp() {
  const { exitCode } = await buildx(["rm", inputs.builder]);
  return { code: exitCode, exists: await toolkit.builder.exists(inputs.builder) };
}

const before = await setUp();
const built = await build();
const result = {
  setUp: before,
  build: built,
  after: await afterBuild(built.ref),
  failure: await failedBuild(),
  cleanUp: await cleanUp(),
};
writeFileSync(report, JSON.stringify(result));
