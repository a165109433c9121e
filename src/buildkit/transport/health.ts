import type { MethodHandler, ServerCall, ServiceTable } from "./types.js";

/** HealthCheckResponse with status SERVING: field 1 is 1. */
const SERVING = Uint8Array.of(0x08, 0x01);

/** HealthListResponse: field 1 maps the empty service name to SERVING. */
const ALL_SERVING = Uint8Array.of(0x0a, 0x04, 0x12, 0x02, 0x08, 0x01);

function replyOnce(reply: Uint8Array): MethodHandler {
  return async (call) => {
    await call.receive(() => {});
    call.send(reply);
  };
}

/** Says SERVING and stays until the peer loses interest: our health never changes while the tunnel is open. */
async function watch(call: ServerCall): Promise<void> {
  call.send(SERVING);
  if (call.signal.aborted) return;
  await new Promise<void>((resolve) => {
    call.signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

/** grpc.health.v1.Health, by which the daemon checks every few seconds that the session is alive. */
export const healthService: ServiceTable = new Map<string, MethodHandler>([
  ["/grpc.health.v1.Health/Check", replyOnce(SERVING)],
  ["/grpc.health.v1.Health/List", replyOnce(ALL_SERVING)],
  ["/grpc.health.v1.Health/Watch", watch],
]);
