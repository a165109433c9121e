import { describe, expect, test } from "vitest";
import { type FakeScript, json } from "../../test/support/fake-engine.js";
import {
  calls,
  failureOf,
  found,
  hostileEngine,
  image,
  running,
  useless,
} from "../../test/support/hostile-engine.js";

const { connectTo } = hostileEngine();

describe("an answer of the wrong shape is told by what is wrong with it", () => {
  const ofContainer = (value: unknown, problem: string) =>
    [
      "container",
      { "GET /containers/c/json": json(value) },
      useless("GET /containers/c/json", problem),
    ] as const;
  const ofImage = (value: unknown, problem: string) =>
    ["image", { "GET /images/i/json": json(value) }, useless("GET /images/i/json", problem)] as const;

  test.each<readonly [keyof typeof calls, FakeScript, object]>([
    ["info", { "GET /info": json("null") }, useless("GET /info", "it is not an object")],
    ["info", { "GET /info": json([]) }, useless("GET /info", "it is not an object")],
    ["info", { "GET /info": json("") }, useless("GET /info", "it is empty")],
    ["info", { "GET /info": json({ OSType: 1 }) }, useless("GET /info", "OSType is not a string")],
    [
      "info",
      { "GET /info": json({ SecurityOptions: [null] }) },
      useless("GET /info", "SecurityOptions[0] is not a string"),
    ],
    [
      "info",
      { "GET /info": json({ DriverStatus: ["driver-type"] }) },
      useless("GET /info", "DriverStatus[0] is not a list"),
    ],
    ["version", { "GET /version": json('"1.41"') }, useless("GET /version", "it is not an object")],
    [
      "containers",
      { "GET /containers/json": json([{ Id: "c", Created: 1 }]) },
      useless("GET /containers/json", "entry 0.State is not a string"),
    ],
    [
      "volumes",
      { "GET /volumes": json({ Volumes: [{}] }) },
      useless("GET /volumes", "Volumes[0].Name is not a string"),
    ],
    ["networks", { "GET /networks": json({}) }, useless("GET /networks", "it is not a list")],
    [
      "sizes",
      { "GET /system/df": json({ Volumes: [{ Name: "v", UsageData: {} }] }) },
      useless("GET /system/df", "Volumes[0].UsageData.Size is not a number"),
    ],
    ofContainer("null", "it is not an object"),
    ofContainer({}, "Id is not a string"),
    ofContainer({ Id: "c" }, "State is not an object"),
    ofContainer({ ...found, State: { ...running, Running: "yes" } }, "State.Running is not a boolean"),
    ofContainer({ ...found, State: { ...running, Pid: null } }, "State.Pid is not a number"),
    ofContainer({ ...found, Mounts: {} }, "Mounts is not a list"),
    ofContainer({ ...found, Mounts: [{ Type: "bind" }] }, "Mounts[0].Destination is not a string"),
    ofContainer({ ...found, Config: { Labels: { a: 1 } } }, 'Config.Labels["a"] is not a string'),
    [
      "create",
      { "POST /containers/create": json({}, 201) },
      useless("POST /containers/create", "Id is not a string"),
    ],
    [
      "wait",
      { "POST /containers/c/wait": json({}) },
      useless("POST /containers/c/wait", "StatusCode is not a number"),
    ],
    [
      "exec",
      { "POST /containers/c/exec": json("null") },
      useless("POST /containers/c/exec", "it is not an object"),
    ],
    ofImage({ Id: "i" }, "RootFS is not an object"),
    ofImage({ ...image, RootFS: { Layers: "x" } }, "RootFS.Layers is not a list"),
    ofImage({ ...image, Manifests: [{ ID: "m" }] }, "Manifests[0].Available is not a boolean"),
    ["images", { "GET /images/json": json({}) }, useless("GET /images/json", "it is not a list")],
    [
      "images",
      { "GET /images/json": json([{ Id: "i" }]) },
      useless("GET /images/json", "entry 0.Created is not a number"),
    ],
    ["volume", { "GET /volumes/v": json([]) }, useless("GET /volumes/v", "it is not an object")],
    [
      "network",
      { "POST /networks/create": json({ id: "n" }) },
      useless("POST /networks/create", "Id is not a string"),
    ],
    [
      "events",
      { "GET /events": json({ Type: "container" }) },
      useless("GET /events", "Action is not a string"),
    ],
  ])("%s: %o", async (call, script, failure) => {
    expect(await failureOf(calls[call](await connectTo(script)))).toEqual(failure);
  });
});
