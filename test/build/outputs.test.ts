import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import {
  busyboxContext,
  createBuilder,
  inspectImage,
  lab,
  onCleanup,
  removeImage,
  runBuildx,
  runSlipway,
  temporaryDirectory,
} from "../support/index.js";

const tarNames = (path: string) =>
  execFileSync("tar", ["-tf", path], { encoding: "utf8" }).split("\n").filter(Boolean).sort();

describe("outputs", () => {
  let builder: string;
  let context: string;
  let out: string;
  const dockerfile =
    "FROM base AS make\nRUN mkdir -p /out/sub && echo made > /out/sub/file && ln -s sub/file /out/link\nFROM scratch\nCOPY --from=make /out /\n";

  beforeAll(async () => {
    builder = await createBuilder("outputs", { driverOptions: { network: "host" } });
    context = busyboxContext(dockerfile);
    out = temporaryDirectory("out");
  });

  const build = async (...args: string[]) => {
    const result = await runSlipway(["build", "--builder", builder, ...args, context], { cwd: out });
    expect(result.code, result.stderr).toBe(0);
    return result;
  };

  test("local writes a directory, over what is there and without deleting anything", async () => {
    mkdirSync(join(out, "dir/sub"), { recursive: true });
    writeFileSync(join(out, "dir/kept"), "kept");
    writeFileSync(join(out, "dir/sub/file"), "old and longer than the new one");
    await build("-o", "dir");
    expect(readFileSync(join(out, "dir/sub/file"), "utf8")).toBe("made\n");
    expect(readFileSync(join(out, "dir/link"), "utf8")).toBe("made\n");
    expect(readFileSync(join(out, "dir/kept"), "utf8")).toBe("kept");
  });

  test("a local output never leaves its directory through a symbolic link that is there", async () => {
    const elsewhere = temporaryDirectory("elsewhere");
    mkdirSync(join(out, "trap"));
    symlinkSync(elsewhere, join(out, "trap/sub"));
    await runSlipway(["build", "--builder", builder, "-o", "trap", context], { cwd: out });
    expect(readdirSync(elsewhere)).toEqual([]);
  });

  test("tar goes to a file or to standard output, equal to docker-buildx's", async () => {
    await build("-o", "type=tar,dest=deep/er/out.tar");
    expect(tarNames(join(out, "deep/er/out.tar"))).toEqual(["link", "sub/", "sub/file"]);
    const theirs = await runBuildx(
      ["build", "--builder", builder, "-o", "type=tar,dest=theirs.tar", context],
      { cwd: out },
    );
    expect(theirs.code, theirs.stderr).toBe(0);
    expect(readFileSync(join(out, "deep/er/out.tar")).equals(readFileSync(join(out, "theirs.tar")))).toBe(
      true,
    );
    const { stdout } = await build("-o", "-");
    expect(stdout).toContain("sub/file");
  });

  test("oci is an image layout in a tar, and with tar=false a directory", async () => {
    await build("-t", "some/name:v1", "-o", "type=oci,dest=image.tar");
    expect(tarNames(join(out, "image.tar"))).toEqual(expect.arrayContaining(["index.json", "oci-layout"]));
    await build("-t", "some/name:v1", "-o", "type=oci,dest=layout,tar=false");
    const index = JSON.parse(readFileSync(join(out, "layout/index.json"), "utf8")) as {
      manifests: { annotations: Record<string, string> }[];
    };
    expect(index.manifests[0]?.annotations["io.containerd.image.name"]).toBe("docker.io/some/name:v1");
    expect(existsSync(join(out, "layout/oci-layout"))).toBe(true);
  });

  test("several at once: a file, a directory and the engine", async () => {
    const tag = `${builder}:several`;
    onCleanup(() => removeImage(tag));
    await build("-t", tag, "--load", "-o", "type=oci,dest=several.tar", "-o", "type=local,dest=several");
    expect(await inspectImage(tag)).toBeDefined();
    expect(tarNames(join(out, "several.tar"))).toContain("index.json");
    expect(existsSync(join(out, "several/sub/file"))).toBe(true);
  });

  test("cacheonly gives nothing and does not warn", async () => {
    const result = await build("-o", "type=cacheonly");
    expect(result.stderr).not.toContain("WARNING");
  });

  test("registry pushes, and --metadata-file tells the digest that is there", async () => {
    const name = `${lab.registry.replace("127.0.0.1", "localhost")}/slipway-test/${builder}`;
    await build("-t", `${name}:one`, "-o", "type=registry", "--metadata-file", "meta.json");
    const metadata = JSON.parse(readFileSync(join(out, "meta.json"), "utf8")) as Record<string, unknown>;
    const head = await fetch(`http://${lab.registry}/v2/slipway-test/${builder}/manifests/one`, {
      method: "HEAD",
      headers: {
        accept: "application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json",
      },
    });
    expect(metadata["containerimage.digest"]).toBe(head.headers.get("docker-content-digest"));
    expect(metadata["image.name"]).toBe(`${name}:one`);
  });

  test("a file that is there survives a build that fails", async () => {
    writeFileSync(join(out, "survivor.tar"), "precious");
    const args = [
      "build",
      "--builder",
      builder,
      "--target",
      "nowhere",
      "-o",
      "type=tar,dest=survivor.tar",
      context,
    ];
    expect((await runSlipway(args, { cwd: out })).code).toBe(1);
    expect(readFileSync(join(out, "survivor.tar"), "utf8")).toBe("precious");
  });
});
