import type { BuildOptions } from "../../build/options/build-options.js";
import type { TargetRequest } from "../../build/plan/build-plan.js";
import { readTarget } from "../../build/read-target.js";
import { currentDirectory } from "../../util/current-directory.js";
import { isGitOverSsh } from "../../util/remote-context.js";
import { flagOverrides, type OverrideFlags } from "../overrides/flag-overrides.js";
import { gitHost, gitSecrets } from "../remote/git-login.js";
import { checkTarget } from "../request/check-target.js";
import { contextInputs } from "../request/context-inputs.js";
import { type TargetPaths, targetPaths } from "../request/context-paths.js";
import { type TargetBuildOptions, targetOptions } from "../request/target-options.js";
import { type SelectedTargets, selectTargets } from "../select/select-targets.js";
import type { BakeTarget } from "../targets/target.js";
import type { LoadedDefinitions } from "./load-definitions.js";
import { variableEnvironment } from "./load-definitions.js";

/** Which targets are wanted, and what is changed in them. */
export interface TargetSelection extends OverrideFlags {
  /** Names of targets and groups, or patterns. Default `default`. */
  readonly targets?: readonly string[] | undefined;
}

/** What targets are prepared with: options that the builds of all have in common. */
export type PreparationContext = Partial<
  Pick<
    BuildOptions,
    "env" | "cwd" | "docker" | "signal" | "progress" | "onWarning" | "stdout" | "credentials"
  >
> & {
  /** The results' metadata is kept. Default false. */
  readonly wantsMetadata?: boolean | undefined;
};

/** A target that could be built. */
export interface PreparedTarget {
  /** As `--print` shows it. */
  readonly target: BakeTarget;
  readonly paths: TargetPaths;
  readonly options: TargetBuildOptions;
  readonly request: TargetRequest;
}

/** What was picked, checked and made ready. */
export interface PreparedTargets extends SelectedTargets {
  /** By name, in the order of the names. */
  readonly prepared: ReadonlyMap<string, PreparedTarget>;
}

/**
 * Picks targets, applies what is changed in them, and makes options of a build of each.
 *
 * @throws SlipwayError `invalid-argument` and `not-found`; nothing was started.
 */
export async function prepareTargets(
  definitions: LoadedDefinitions,
  selection: TargetSelection,
  context: PreparationContext,
): Promise<PreparedTargets> {
  const { wantsMetadata = false, env = process.env, cwd = currentDirectory(), ...common } = context;
  const { overrides, disablePolicy } = flagOverrides(selection);
  const variables = variableEnvironment(env);
  const selected = selectTargets(definitions, {
    targets: selection.targets?.length ? selection.targets : ["default"],
    overrides,
    lookup: variables && ((name) => variables[name]),
  });
  const prepared = new Map<string, PreparedTarget>();
  const byName = [...selected.targets].sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const given of byName) {
    const changed = withEpoch(
      disablePolicy ? { ...given, policy: [{ files: [], disabled: true }] } : given,
      env,
    );
    const paths = targetPaths(changed, definitions.remote, cwd);
    const target = { ...changed, context: paths.context };
    const options = withGitLogin(targetOptions(target, paths), definitions.remote?.url ?? "", env);
    const read = await readTarget(target.name, { ...common, ...options, env, cwd }, wantsMetadata);
    const request = {
      ...read,
      flags: { ...read.flags, namedContexts: new Map(Object.entries(paths.contexts)) },
      contextInputs: contextInputs(paths, definitions.remote),
    };
    await checkTarget(request);
    prepared.set(target.name, { target, paths, options, request });
  }
  return { ...selected, targets: [...prepared.values()].map(({ target }) => target), prepared };
}

/** A context on the host that the definitions came from is fetched with the same login. */
function withGitLogin(
  options: TargetBuildOptions,
  source: string,
  env: NodeJS.ProcessEnv,
): TargetBuildOptions {
  const { context, secrets = [], ssh = [] } = options;
  const host = source === "" ? undefined : gitHost(source);
  const isThere = host !== undefined && typeof context === "string" && gitHost(context) === host;
  const logins = isThere ? gitSecrets(source, env) : [];
  return {
    ...options,
    secrets: [...secrets, ...logins.map(({ id, env: name }) => `id=${id},env=${name}`)],
    ssh: ssh.length === 0 && isGitOverSsh(source) ? ["default"] : ssh,
  };
}

/** The environment's `SOURCE_DATE_EPOCH` is an argument of every target that does not set it. */
function withEpoch(target: BakeTarget, { SOURCE_DATE_EPOCH: epoch }: NodeJS.ProcessEnv): BakeTarget {
  if (!epoch || Object.hasOwn(target.args ?? {}, "SOURCE_DATE_EPOCH")) return target;
  return { ...target, args: { ...target.args, SOURCE_DATE_EPOCH: epoch } };
}
