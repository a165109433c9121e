import { describe, expect, it } from "vitest";
import { registryOrigin } from "./registry-host.js";

describe("registryOrigin", () => {
  it.each([
    ["docker.io", "https://registry-1.docker.io"],
    ["registry.example:8443", "https://registry.example:8443"],
    ["localhost:5000", "http://localhost:5000"],
    ["127.0.0.1", "http://127.0.0.1"],
    ["[::1]:5000", "http://[::1]:5000"],
    ["localhost.example", "https://localhost.example"],
  ])("finds %s at %s", (domain, origin) => {
    expect(registryOrigin(domain).origin).toBe(origin);
  });

  it("does as it is told", () => {
    expect(registryOrigin("registry.example", true).origin).toBe("http://registry.example");
    expect(registryOrigin("localhost", false).origin).toBe("https://localhost");
  });
});
