// @ts-check
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { rootCertificates } from "node:tls";
import { run } from "../scripts/lab/shell.mjs";

/**
 * A cached build by the Docker CLI plugin, as it is and with certificates of a company beside Node's own, which Node takes
 * apart at every start unless the plugin's launcher keeps them from it.
 * @param {import("./bench-builder.mjs").Bench} bench
 * @param {string} directory for the context and the certificates
 * @param {() => string[]} args the build of that context
 * @returns {import("./workloads.mjs").Workload}
 */
export function certificates({ env, programs }, directory, args) {
  const bundle = join(directory, "certificates.pem");
  const title = "cached build by the plugin";
  const command = [join(env.DOCKER_CONFIG ?? "", "cli-plugins/docker-buildx")];
  return {
    id: "certificates",
    pairs: 15,
    setup: () => {
      mkdirSync(directory, { recursive: true });
      writeFileSync(bundle, rootCertificates.join("\n"));
      writeFileSync(join(directory, "Dockerfile"), "FROM scratch\nCOPY Dockerfile /\n");
      run([...programs.slipway, "install-plugin"], { env });
    },
    steps: [
      { title, must: 0.45, mustOfficial: 0.6, command, args },
      {
        title: `${title}, \`NODE_EXTRA_CA_CERTS\` set`,
        bounds: { beyond: { title, seconds: 0.005 } },
        command,
        env: { NODE_EXTRA_CA_CERTS: bundle },
        args,
      },
    ],
  };
}
