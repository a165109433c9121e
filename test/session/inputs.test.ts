import { execFileSync } from "node:child_process";
import { createReadStream, readFileSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { buffer, text } from "node:stream/consumers";
import { beforeAll, describe, expect, test } from "vitest";
import {
  createFileSend,
  createSecretsService,
  createSshService,
  createUploads,
  type SessionExport,
} from "../../src/buildkit/session/index.js";
import {
  busyboxBase,
  busyboxContext,
  contextDirectory,
  programFiles,
  temporaryDirectory,
} from "../support/index.js";
import { connectDaemon, type Daemon } from "./support.js";

describe("inputs and outputs of a session", () => {
  let daemon: Daemon;
  beforeAll(async () => {
    daemon = await connectDaemon("inputs");
  });

  test("a step reads secrets; a required one that is missing fails the build", async () => {
    const context = busyboxContext("");
    const services = [
      createSecretsService(new Map([["token", { type: "function", read: async () => "s3cret" }]])),
    ];
    const read = (id: string) =>
      `${busyboxBase}RUN --mount=type=secret,id=${id},required=true [ "$(cat /run/secrets/${id})" = s3cret ]\n`;
    await daemon.build({ dockerfile: read("token"), context, services });
    await expect(daemon.build({ dockerfile: read("other"), context, services })).rejects.toThrow(
      "secret other: not found",
    );
  });

  test("a step lists and uses keys of a key file, and cannot remove them", async () => {
    const keys = temporaryDirectory("keys");
    const key = join(keys, "id");
    execFileSync("ssh-keygen", ["-q", "-N", "", "-t", "ed25519", "-f", key]);
    const context = busyboxContext("", {
      files: {
        ...programFiles("/usr/bin/ssh-add", "root"),
        "id.pub": readFileSync(`${key}.pub`),
      },
    });
    const steps = [
      "COPY root/ /",
      "COPY id.pub /",
      'RUN mkdir /etc; echo "root:x:0:0:root:/:/bin/sh" > /etc/passwd',
      "RUN --mount=type=ssh,id=work,required=true /usr/bin/ssh-add -T /id.pub && ! /usr/bin/ssh-add -D && /usr/bin/ssh-add -L | grep -q ed25519",
    ];
    await daemon.build({
      dockerfile: `${busyboxBase}${steps.join("\n")}\n`,
      context,
      services: [await createSshService([{ id: "work", paths: [key] }])],
    });
  });

  test("a context that is an archive on a stream is uploaded", async () => {
    const directory = contextDirectory({
      Dockerfile: "FROM scratch\nCOPY data /data\n",
      data: "x".repeat(5e6),
    });
    const archive = join(temporaryDirectory("archive"), "context.tar");
    execFileSync("tar", ["-cf", archive, "-C", directory, "."]);
    const uploads = createUploads();
    const output = new PassThrough();
    const received = buffer(output);
    const fileSend = createFileSend(new Map([[0, { type: "writable", stream: output }]]), async () => {});
    await daemon.build({
      attrs: { context: uploads.add(createReadStream(archive)) },
      exporters: [{ type: "tar", attrs: {} }],
      services: [uploads.services, fileSend.services],
    });
    output.end();
    expect((await received).includes("x".repeat(1000))).toBe(true);
  });

  test("several exports at once go where each belongs; one that is present is not sent", async () => {
    const context = contextDirectory({ Dockerfile: "FROM scratch\nCOPY a /a\n", a: "content of a" });
    const file = join(temporaryDirectory("out"), "image.tar");
    let loaded = "";
    const targets: SessionExport[] = [
      { type: "file", path: file },
      {
        type: "consumer",
        consume: async (archive) => {
          loaded = await text(archive);
        },
      },
      { type: "consumer", consume: async () => {}, isPresent: async () => true },
    ];
    const fileSend = createFileSend(new Map(targets.entries()), async () => {});
    const { exporterResponse } = await daemon.build({
      dockerfile: readFileSync(join(context, "Dockerfile"), "utf8"),
      context,
      exporters: [
        { type: "oci", attrs: { name: "docker.io/library/a:1" } },
        { type: "tar", attrs: {} },
        { type: "docker", attrs: { name: "docker.io/library/a:1" } },
      ],
      services: [fileSend.services],
    });
    await fileSend.keep();
    expect(execFileSync("tar", ["-tf", file], { encoding: "utf8" })).toContain("index.json");
    expect(loaded).toContain("content of a");
    expect(fileSend.metadata.get(0)?.["containerimage.digest"]).toMatch(/^sha256:/);
    expect(fileSend.metadata.get(2)?.["containerimage.digest"]).toBe(
      exporterResponse["containerimage.digest"],
    );
    expect(fileSend.failures.size).toBe(0);
  });

  test("a file that cannot be written fails the build, and both sides say why", async () => {
    const context = contextDirectory({ a: "x".repeat(2e6) });
    const fileSend = createFileSend(new Map([[0, { type: "file", path: "/dev/full" }]]), async () => {});
    const building = daemon.build({
      dockerfile: "FROM scratch\nCOPY a /a\n",
      context,
      exporters: [{ type: "tar", attrs: {} }],
      services: [fileSend.services],
    });
    await expect(building).rejects.toThrow("no space left on device");
    expect(fileSend.failures.get(0)).toMatchObject({ code: "disk-full" });
  });
});
