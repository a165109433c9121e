import { describe, expect, it } from "vitest";
import { createBuildKitId } from "./buildkit-id.js";
import { createSession, sessionSharedKey } from "./session.js";

describe("createBuildKitId", () => {
  it("gives 25 characters of base 36, never the same twice", () => {
    const ids = Array.from({ length: 500 }, createBuildKitId);
    expect(ids.every((id) => /^[0-9a-z]{25}$/.test(id))).toBe(true);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe("createSession", () => {
  it("announces its id, its key and every method, health included", () => {
    const handler = async () => {};
    const { id, metadata, services } = createSession({
      sharedKey: "ctx:node",
      services: [new Map([["/a.A/One", handler]]), new Map([["/b.B/Two", handler]])],
    });
    expect([...services.keys()]).toEqual(["/a.A/One", "/b.B/Two"]);
    expect(metadata).toEqual({
      "x-docker-expose-session-uuid": id,
      "x-docker-expose-session-sharedkey": "ctx:node",
      "x-docker-expose-session-grpc-method": [
        "/a.A/One",
        "/b.B/Two",
        "/grpc.health.v1.Health/Check",
        "/grpc.health.v1.Health/List",
        "/grpc.health.v1.Health/Watch",
      ],
    });
  });

  it("keeps a key that is not ASCII out of the header's way", () => {
    expect(createSession({ sharedKey: "données:1", services: [] }).metadata).toMatchObject({
      "x-docker-expose-session-sharedkey": "donn%c3%a9es:1",
    });
  });
});

describe("sessionSharedKey", () => {
  it("names the directory and the client", () => {
    expect(sessionSharedKey("/srv/app/", "abc")).toBe("app:abc");
    expect(sessionSharedKey("/", "abc")).toBe("/:abc");
  });
});
