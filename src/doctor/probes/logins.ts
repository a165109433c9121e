import { dockerConfigDir, loadDockerConfig, resolveCredentials } from "../../engine/index.js";
import { SlipwayError } from "../../errors/index.js";
import type { Finding, Probe } from "../findings/types.js";
import { askRegistry, usesProxy } from "./ask-registry.js";

/** How Docker Hub is called among the logins, and where it is. */
const hub = { key: "index.docker.io", host: "registry-1.docker.io" } as const;

/** Whether the logins of the Docker configuration can be had and are good. */
export const loginsProbe: Probe = {
  area: "registry",
  what: "the registry logins",
  look: async ({ env, options, signal }) => {
    const configDir = dockerConfigDir(env, options.docker?.config);
    const { auths, credHelpers } = await loadDockerConfig(configDir);
    const hosts = hostsOfLogins([...Object.keys(auths), ...Object.keys(credHelpers)]);
    const found = await Promise.all(
      hosts.map(async (host): Promise<Finding[]> => {
        try {
          const login = await resolveCredentials(host === hub.host ? "docker.io" : host, {
            env,
            configDir,
            signal,
          });
          if (login === undefined || usesProxy(env)) return [];
          return loginFindings(host, await askRegistry(host, login, signal));
        } catch (error) {
          const { message } = SlipwayError.from(error);
          const remedy = `docker logout ${host} && docker login ${host}`;
          return [{ area: "registry", severity: "error", cause: `the login of ${host}: ${message}`, remedy }];
        }
      }),
    );
    return found.flat();
  },
};

function loginFindings(host: string, answer: Awaited<ReturnType<typeof askRegistry>>): Finding[] {
  const finding = { area: "registry", severity: "error" } as const;
  if (answer.kind === "refused") {
    const cause = `the registry ${host} refuses the login that is stored for it: it has expired or was changed`;
    return [{ ...finding, cause, remedy: `docker login ${host}` }];
  }
  if (answer.kind === "untrusted") {
    const cause = `the certificate of the registry ${host} is not trusted here (${answer.reason})`;
    return [{ ...finding, cause, remedy: `sudo install -D ca.crt /etc/docker/certs.d/${host}/ca.crt` }];
  }
  if (answer.kind === "unreachable") {
    const cause = `the registry ${host}, for which a login is stored, does not answer: ${answer.reason}`;
    return [{ ...finding, severity: "warning", cause, remedy: `docker logout ${host}, if it is gone` }];
  }
  return [];
}

/** The hosts, with their ports, that keys of config.json stand for. */
export function hostsOfLogins(keys: readonly string[]): string[] {
  const hosts = keys.map((key) => key.replace(/^https?:\/\//, "").split("/")[0] ?? "");
  return [
    ...new Set(hosts.filter((host) => host !== "").map((host) => (host === hub.key ? hub.host : host))),
  ];
}
