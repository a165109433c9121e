import { expect, test } from "vitest";
import { ownDaemonFeatures } from "../../driver/contract/driver-features.js";
import { refuseUnsupported, type WantedFeatures } from "./refuse-unsupported.js";

const able = { ...ownDaemonFeatures, defaultLoad: false };
const unable = {
  ...able,
  ociExporter: false,
  dockerExporter: false,
  cacheExport: false,
  multiPlatform: false,
  directPush: false,
};

const file = { kind: "file", path: "/x.tar" } as const;

const nothing: WantedFeatures = { driver: "docker", exports: [], cacheExports: [], platformCount: 1 };

const wanted: readonly (readonly [what: string, wanted: Partial<WantedFeatures>, page: string])[] = [
  ["Cache export", { cacheExports: [{ type: "inline" }, { type: "local" }] }, "build-cache-backends"],
  ["OCI exporter", { exports: [{ type: "oci", target: file }] }, "build-exporters"],
  ["Docker exporter", { exports: [{ type: "docker", target: file }] }, "build-exporters"],
  ["Multi-platform build", { platformCount: 2 }, "build-multi-platform"],
];

test.each(wanted)("%s is refused where it is not to be had", (what, more, page) => {
  expect(() => refuseUnsupported(unable, { ...nothing, ...more })).toThrow(
    expect.objectContaining({
      code: "unsupported",
      message: `${what} is not supported for the docker driver.\nSwitch to a different driver, or turn on the containerd image store, and try again.\nLearn more at https://docs.docker.com/go/${page}/`,
    }),
  );
  expect(() => refuseUnsupported(able, { ...nothing, ...more })).not.toThrow();
});

test("what every daemon can do is never refused", () => {
  const plain: WantedFeatures = {
    ...nothing,
    cacheExports: [{ type: "inline" }],
    exports: [
      { type: "moby", target: { kind: "daemon" } },
      { type: "docker", target: { kind: "engine", context: "other" } },
      { type: "local", target: { kind: "directory", path: "/x", mode: "copy" } },
    ],
  };
  expect(() => refuseUnsupported(unable, plain)).not.toThrow();
});
