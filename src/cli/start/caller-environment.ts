/** Names a file of certificates to trust beside Node's own. */
export const EXTRA_CERTIFICATES = "NODE_EXTRA_CA_CERTS";

/**
 * Variables by which a program changes how the Node that runs it works, and with it every Node that it starts: loaders,
 * coverage, debuggers, test runners. The plugin's launcher keeps them from our Node, which knows neither the files nor all
 * the flags they name. `NODE_EXTRA_CA_CERTS` is among them since it makes Node start late, and counts all the same: see
 * extra-certificates.ts. `NODE_TLS_REJECT_UNAUTHORIZED`, which users set for TLS, is not.
 */
export const callerVariables: readonly string[] = [
  "NODE_OPTIONS",
  "NODE_PATH",
  "NODE_V8_COVERAGE",
  "NODE_DEBUG",
  "NODE_DEBUG_NATIVE",
  "NODE_REDIRECT_WARNINGS",
  "NODE_PENDING_DEPRECATION",
  "NODE_PRESERVE_SYMLINKS",
  "NODE_PRESERVE_SYMLINKS_MAIN",
  "NODE_REPL_EXTERNAL_MODULE",
  "NODE_ICU_DATA",
  "NODE_CHANNEL_FD",
  "NODE_UNIQUE_ID",
  "NODE_TEST_CONTEXT",
  "NODE_USE_ENV_PROXY",
  EXTRA_CERTIFICATES,
];

/** What the launcher puts before the name of a variable that it keeps from Node. */
export const setAsidePrefix = "SLIPWAY_CALLER_";

/**
 * Gives this process the variables back that the launcher set aside, now that Node has started without them: they count
 * for secrets and build arguments, and for the programs that are started from here.
 *
 * @returns the names of those variables.
 */
export function restoreCallerEnvironment(env: NodeJS.ProcessEnv): ReadonlySet<string> {
  const restored = new Set<string>();
  for (const name of callerVariables) {
    const value = env[setAsidePrefix + name];
    if (value === undefined) continue;
    env[name] = value;
    delete env[setAsidePrefix + name];
    restored.add(name);
  }
  return restored;
}
