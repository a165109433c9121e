import { join } from "node:path";
import { SlipwayError } from "../../errors/index.js";
import type { BuilderOptions } from "../../index.js";
import { homeDirectory } from "../../util/home-directory.js";
import { boolFlag, type Flag, type FlagSet, stringArrayFlag, stringFlag } from "../flags/flag.js";
import type { ParsedFlags } from "../flags/parse-flags.js";
import type { Invocation } from "./invocation.js";

/** Flags that every command takes. */
export const globalFlags = {
  builder: stringFlag("Override the configured builder instance", {
    env: "BUILDX_BUILDER",
    complete: "builder",
  }),
  debug: boolFlag("Enable debug logging", { shorthand: "D" }),
};

/** The global flags as a command's help shows them: `--builder` only where a builder is used. */
export function globalFlagsOf(command: { readonly usesBuilder: boolean }): typeof globalFlags {
  if (command.usesBuilder) return globalFlags;
  return { ...globalFlags, builder: { ...globalFlags.builder, hidden: true } };
}

/** `--help` as docker has it for plugins and as stand-alone programs have it. */
export function helpFlag(invocation: Invocation, name: string): { readonly help: Flag<boolean> } {
  const options = invocation.mode === "plugin" ? { hidden: true, shorthandDeprecated: "use --help" } : {};
  return { help: boolFlag(`help for ${name}`, { shorthand: "h", ...options }) };
}

/** Where docker keeps its configuration when no flag says otherwise. */
export function dockerConfigDirectory(env: Readonly<Record<string, string | undefined>>): string {
  return env.DOCKER_CONFIG || join(homeDirectory(env), ".docker");
}

/** The docker command's own flags, which it hands to the plugin in front of the word `buildx`. */
export function dockerFlags(env: Readonly<Record<string, string | undefined>>) {
  const configDirectory = dockerConfigDirectory(env);
  const certDirectory = env.DOCKER_CERT_PATH || configDirectory;
  return {
    config: stringFlag("Location of client config files", { default: configDirectory }),
    context: stringFlag(
      'Name of the context to use to connect to the daemon (overrides DOCKER_HOST env var and default context set with "docker context use")',
      { shorthand: "c" },
    ),
    debug: boolFlag("Enable debug mode", { shorthand: "D" }),
    help: boolFlag("Print usage", { shorthand: "h", hidden: true, shorthandDeprecated: "use --help" }),
    host: stringArrayFlag("Daemon socket to connect to", { shorthand: "H", valueName: "string" }),
    "log-level": stringFlag('Set the logging level ("debug", "info", "warn", "error", "fatal")', {
      shorthand: "l",
      default: "info",
    }),
    tls: boolFlag("Use TLS; implied by --tlsverify"),
    tlscacert: stringFlag("Trust certs signed only by this CA", { default: join(certDirectory, "ca.pem") }),
    tlscert: stringFlag("Path to TLS certificate file", { default: join(certDirectory, "cert.pem") }),
    tlskey: stringFlag("Path to TLS key file", { default: join(certDirectory, "key.pem") }),
    tlsverify: boolFlag("Use TLS and verify the remote"),
  } satisfies FlagSet;
}

/** Docker's global flags that were given, by the names the library has for them. */
export type DockerFlagValues = NonNullable<BuilderOptions["docker"]>;

/**
 * Picks the flags the user gave; the library finds the defaults of the others itself.
 *
 * @throws SlipwayError `invalid-argument` when they contradict each other.
 */
export function dockerFlagValues(parsed: ParsedFlags<ReturnType<typeof dockerFlags>>): DockerFlagValues {
  const { values, given } = parsed;
  const host = values.host.at(-1);
  if (host && values.context) {
    throw new SlipwayError(
      "invalid-argument",
      "conflicting options: cannot specify both --host and --context",
    );
  }
  return {
    ...(given.has("config") && { config: values.config }),
    ...(values.context && { context: values.context }),
    ...(host && { host }),
    ...(given.has("tls") && { tls: values.tls }),
    ...(given.has("tlsverify") && { tlsVerify: values.tlsverify }),
    ...(given.has("tlscacert") && { tlsCaCert: values.tlscacert }),
    ...(given.has("tlscert") && { tlsCert: values.tlscert }),
    ...(given.has("tlskey") && { tlsKey: values.tlskey }),
  };
}
