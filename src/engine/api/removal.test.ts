import { describe, expect, test } from "vitest";
import type { EngineHttp } from "../http/engine-http.js";
import type { EngineRequest } from "../http/engine-request.js";
import { Containers } from "./containers.js";
import { Resources } from "./resources.js";

/** Takes every request for done and remembers it. */
function recorder(): { readonly http: EngineHttp; readonly requests: EngineRequest[] } {
  const requests: EngineRequest[] = [];
  const discard = async (request: EngineRequest): Promise<void> => {
    requests.push(request);
  };
  return { http: { discard } as unknown as EngineHttp, requests };
}

describe.each([
  ["container", (http: EngineHttp, options: object) => new Containers(http).removeContainer("box", options)],
  ["volume", (http: EngineHttp, options: object) => new Resources(http).removeVolume("cache", options)],
])("removing a %s", (_what, remove) => {
  test("takes as long as the caller's signal allows", async () => {
    const { http, requests } = recorder();
    const { signal } = new AbortController();
    await remove(http, { signal });
    expect(requests).toMatchObject([{ method: "DELETE", signal }]);
    expect(requests[0]).not.toHaveProperty("timeout");
  });

  test("is given up after five minutes where the caller set no limit", async () => {
    const { http, requests } = recorder();
    await remove(http, {});
    expect(requests).toMatchObject([{ method: "DELETE", timeout: 300_000 }]);
  });
});
