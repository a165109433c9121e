import type { FailedSolve } from "./failed-solve.js";

/** The registry that a request was sent to, as the daemon quotes it. */
const REQUEST = /https?:\/\/([A-Za-z0-9.:[\]-]{1,260})\/v2\//;
const PLAIN_HTTP = /server gave HTTP response to HTTPS client/;
const UNTRUSTED = /x509: certificate signed by unknown authority/;
const BAD =
  /x509: (certificate (?:is valid for|has expired|relies on)[^"\n]{0,200}|cannot validate[^"\n]{0,200})/;

/** For a registry that is reached in another way than the daemon tries: what is wrong, and the command that mends it. */
export function unsafeRegistryHint(failed: FailedSolve): string | undefined {
  const { message } = failed.error;
  const [, host] = REQUEST.exec(message) ?? [];
  if (host === undefined) return undefined;
  const { insideEngine } = failed.features;
  if (PLAIN_HTTP.test(message)) {
    const engine = `add it to insecure-registries in the engine's daemon.json`;
    return `${host} speaks plain HTTP: ${insideEngine ? engine : configure(failed, host, "http = true")}`;
  }
  if (UNTRUSTED.test(message)) {
    const engine = `put that into /etc/docker/certs.d/${host}/ca.crt on the engine's host`;
    const command = insideEngine ? engine : configure(failed, host, 'ca = ["ca.crt"]');
    return `the certificate of ${host} is of an authority that the builder does not know: ${command}`;
  }
  const [, reason] = BAD.exec(message) ?? [];
  return reason && `the certificate of ${host} is not good: ${reason}`;
}

/** The command that gives a builder a setting of a registry; a configuration that it has is not to be lost. */
function configure({ plan, node }: FailedSolve, host: string, setting: string): string {
  const table = `[registry."${host}"]`;
  const command = `slipway create --reconfigure ${plan.builder.name} --buildkitd-config buildkitd.toml`;
  return node.files.has("buildkitd.toml")
    ? `add ${setting} under ${table} to the builder's buildkitd.toml, and run \`${command}\``
    : `\`printf '${table}\\n${setting}\\n' > buildkitd.toml && ${command}\``;
}
