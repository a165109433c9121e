import { currentContext } from "../../engine/index.js";
import { SlipwayError } from "../../errors/index.js";
import type { Finding, Probe } from "../findings/types.js";

/** By how much the engine's clock may differ from this machine's, milliseconds. */
const clockTolerance = 60_000;

/** Whether the engine answers, and if not, why; and whether its clock is right. */
export const engineProbe: Probe = {
  area: "engine",
  what: "the engine",
  look: async ({ engine, options, signal }) => {
    try {
      const { name, overridden } = await contextOf(options);
      const info = await (await engine).info({ signal });
      return [...clockFindings(info.SystemTime, Date.now()), ...overriding(name, overridden)];
    } catch (error) {
      return [engineFinding(SlipwayError.from(error))];
    }
  },
};

async function contextOf({ env = process.env, docker }: Parameters<Probe["look"]>[0]["options"]) {
  const { name } = await currentContext({ env, docker });
  const { DOCKER_HOST: _, ...rest } = env;
  const stored = env.DOCKER_HOST ? (await currentContext({ env: rest, docker })).name : name;
  return { name, overridden: stored === name ? undefined : stored };
}

function overriding(name: string, overridden: string | undefined): Finding[] {
  if (overridden === undefined) return [];
  return [
    {
      area: "configuration",
      severity: "warning",
      cause: `DOCKER_HOST is set, so that the docker context ${overridden}, which is selected, does not count and ${name} does`,
      remedy: "unset DOCKER_HOST",
    },
  ];
}

function engineFinding(error: SlipwayError): Finding {
  const finding = { area: "engine", severity: "error", cause: error.message } as const;
  if (error.code === "not-found") return { ...finding, remedy: "docker context use default" };
  const { code } = error.details;
  if (code === "EACCES" || code === "EPERM") return { ...finding, remedy: 'sudo usermod -aG docker "$USER"' };
  const isDown = code === "ECONNREFUSED" || code === "ENOENT";
  if (isDown) return { ...finding, remedy: "sudo systemctl start docker" };
  return { ...finding, remedy: error.hint ?? "docker info" };
}

/** By what `info` says; the time on the way counts as well, hence the tolerance. */
export function clockFindings(systemTime: unknown, now: number): Finding[] {
  const time = typeof systemTime === "string" ? Date.parse(systemTime) : Number.NaN;
  const off = time - now;
  if (!(Math.abs(off) > clockTolerance)) return [];
  const minutes = Math.round(Math.abs(off) / 60_000);
  return [
    {
      area: "clock",
      severity: "error",
      cause: `the engine's clock is ${minutes} min ${off < 0 ? "behind" : "ahead of"} this machine's, so that certificates and tokens may count as expired`,
      remedy: "sudo timedatectl set-ntp true",
    },
  ];
}
