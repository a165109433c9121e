import type { Container } from "../api/objects.js";
import { ensureImage, ImageError } from "./images.js";
import { unlessStopped, wait } from "./wait.js";

/** The longest pause between two starts or pulls, in milliseconds: five minutes, as a kubelet has it. */
const longestBackOff = 300_000;

/** A kubelet's pause before another attempt, in milliseconds: 10 s, then twice as long each time. */
export function backOffPause(attempt: number): number {
  return Math.min(10_000 * 2 ** attempt, longestBackOff);
}

/** How the one who runs a container tells what happens to it. */
export interface ContainerReport {
  event(type: "Normal" | "Warning", reason: string, message: string): void;
  /** The container waits, for this reason. */
  waits(reason: string, message: string): void;
}

/** Pulls a container's image until it is there, and resolves with its id. Rejects when the signal says so. */
export async function pullImage(
  container: Container,
  pace: number,
  { event, waits }: ContainerReport,
  signal: AbortSignal,
): Promise<string> {
  const { image } = container;
  for (let attempt = 0; ; attempt += 1) {
    try {
      const begun = Date.now();
      const tell = () => event("Normal", "Pulling", `Pulling image "${image}"`);
      // A registry that does not answer must not hold up the end of the pod.
      const { id, pulled } = await unlessStopped(ensureImage(container, tell), signal);
      const took = `${Date.now() - begun}ms`;
      const pulledWords = `Successfully pulled image "${image}" in ${took} (${took} including waiting)`;
      event(
        "Normal",
        "Pulled",
        pulled ? pulledWords : `Container image "${image}" already present on machine`,
      );
      return id;
    } catch (error) {
      if (!(error instanceof ImageError)) throw error;
      const { reason, message } = error;
      if (reason === "ErrImagePull")
        event("Warning", "Failed", `Failed to pull image "${image}": ${message}`);
      if (reason === "InvalidImageName") event("Warning", "InspectFailed", message);
      else event("Warning", "Failed", `Error: ${reason}`);
      waits(reason, message);
      await wait(500, signal);
      if (reason === "ErrImagePull") {
        event("Normal", "BackOff", `Back-off pulling image "${image}"`);
        event("Warning", "Failed", "Error: ImagePullBackOff");
        waits("ImagePullBackOff", `Back-off pulling image "${image}": ${reason}: ${message}`);
      }
      await wait(backOffPause(attempt) * pace, signal);
    }
  }
}
