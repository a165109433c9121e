import { describe, expect, test } from "vitest";
import {
  busyboxContext,
  createBuilder,
  engineRequest,
  lab,
  onCleanup,
  removeImage,
  runImage,
  runSlipway,
} from "../support/index.js";

interface Manifest {
  readonly mediaType: string;
  readonly manifests?: { digest: string; platform: { os: string; architecture: string } }[];
}

async function registryJson<T>(path: string): Promise<T> {
  const accept = [
    "application/vnd.oci.image.index.v1+json",
    "application/vnd.oci.image.manifest.v1+json",
    "application/vnd.docker.distribution.manifest.list.v2+json",
    "application/vnd.docker.distribution.manifest.v2+json",
  ].join(",");
  const response = await fetch(`http://${lab.registry}/v2/${path}`, { headers: { accept } });
  expect(response.status, path).toBe(200);
  return (await response.json()) as T;
}

describe("a push for two architectures", () => {
  test("makes an index in which each image was built by its own architecture under QEMU", async () => {
    const builder = await createBuilder("multi", { driverOptions: { network: "host" } });
    const context = busyboxContext("FROM base\nRUN uname -m && uname -m > /machine\n", {
      architectures: ["amd64", "arm64"],
    });
    const repository = `slipway-test/${builder}`;
    const local = `${lab.registry.replace("127.0.0.1", "localhost")}/${repository}`;
    const built = await runSlipway([
      ...["build", "--builder", builder, "--platform", "linux/amd64,linux/arm64"],
      ...["--push", "-t", `${local}:multi`],
      ...["--progress", "plain", context],
    ]);
    expect(built.code, built.stderr).toBe(0);

    const index = await registryJson<Manifest>(`${repository}/manifests/multi`);
    const images = (index.manifests ?? []).filter(({ platform }) => platform.os === "linux");
    expect(images.map(({ platform }) => platform.architecture).sort()).toEqual(["amd64", "arm64"]);
    const machines = { amd64: "x86_64", arm64: "aarch64" } as Record<string, string>;
    for (const { digest, platform } of images) {
      const image = `${local}@${digest}`;
      onCleanup(() => removeImage(image));
      const pull = await engineRequest("POST", `/images/create?fromImage=${encodeURIComponent(image)}`);
      expect(pull.status, JSON.stringify(pull.body)).toBe(200);
      expect((await runImage(image, ["/bin/busybox", "cat", "/machine"])).trim()).toBe(
        machines[platform.architecture],
      );
    }
  });
});
