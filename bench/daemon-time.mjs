// @ts-check
import { engineRequest } from "../scripts/lab/engine-api.mjs";

/**
 * The processor time that a container's processes have used since it started, in seconds: the engine reads it from the
 * container's control group.
 * @param {string} container
 */
export async function daemonSeconds(container) {
  const { text } = await engineRequest("GET", `/containers/${container}/stats?stream=false&one-shot=true`);
  return JSON.parse(text).cpu_stats.cpu_usage.total_usage / 1e9;
}
