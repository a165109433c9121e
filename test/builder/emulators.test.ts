import { readFileSync } from "node:fs";
import { beforeAll, expect, test } from "vitest";
import { diagnose } from "../../src/index.js";
import {
  busyboxContext,
  contextDirectory,
  createBuilder,
  engineGet,
  engineRequest,
  onCleanup,
  programEnvironment,
  removeImage,
  runSlipway,
} from "../support/index.js";

/** An architecture that no other test runs programs of. */
const architecture = "ppc64le";
const platform = `linux/${architecture}`;
const handler = `qemu-${architecture}`;

/** The machine's own handler, as it registers one: what programs it is for, and what runs them. */
const { programs, interpreter, flags } = readHandler();

let image: string;
let builder: string;

beforeAll(async () => {
  builder = await createBuilder("emulators");
  image = await makeEmulatorImage();
}, 60_000);

function readHandler() {
  const text = readFileSync(`/proc/sys/fs/binfmt_misc/${handler}`, "utf8");
  const read = (name: string) => new RegExp(`^${name}:? (.+)$`, "m").exec(text)?.[1] ?? "";
  const bytes = (name: string) => read(name).replaceAll(/../g, (byte) => `\\x${byte}`);
  return {
    programs: `:${handler}:M:0:${bytes("magic")}:${bytes("mask")}`,
    interpreter: read("interpreter"),
    flags: read("flags"),
  };
}

/** Answers as tonistiigi/binfmt does, for the one architecture. */
const script = `#!/bin/sh
mount -t binfmt_misc binfmt_misc /proc/sys/fs/binfmt_misc
cd /proc/sys/fs/binfmt_misc
case "$1 $2" in
"--install ${architecture}") printf %s '${programs}:/qemu:CF' > register && echo "installing: $2 OK" ;;
"--uninstall ${handler}") echo -1 > $2 && echo "uninstalling: $2 OK" ;;
"--install "*) echo "installing: $2 unsupported architecture: $2" ;;
esac
[ -e ${handler} ] && names='["${handler}"]' || names=null
echo "{\\"supported\\": [], \\"emulators\\": $names}"
`;

async function makeEmulatorImage(): Promise<string> {
  const context = busyboxContext('COPY qemu script /\nENTRYPOINT ["/bin/sh", "/script"]\n', {
    files: { qemu: { content: readFileSync(interpreter), mode: 0o755 }, script },
  });
  const name = `${builder}:binfmt`;
  const built = await runSlipway(["build", "--builder", builder, "--load", "-t", name, context]);
  expect(built.code, built.stderr).toBe(0);
  onCleanup(() => removeImage(name));
  return name;
}

/** Puts the machine's own handler back. */
async function restore(): Promise<void> {
  const register = `cd /proc/sys/fs/binfmt_misc; [ ! -e ${handler} ] || echo -1 > ${handler}; printf %s '${programs}:${interpreter}:${flags}' > register`;
  const { body } = await engineRequest("POST", "/containers/create", {
    Image: image,
    Entrypoint: ["/bin/chroot", "/machine", "/bin/sh", "-c", register],
    HostConfig: { Privileged: true, Binds: ["/:/machine"] },
  });
  const { Id } = body as { Id: string };
  await engineRequest("POST", `/containers/${Id}/start`);
  await engineRequest("POST", `/containers/${Id}/wait`);
  await engineRequest("DELETE", `/containers/${Id}?force=1`);
}

/** A builder that is for the platform lacks the emulator until the doctor has installed it, from the image by default. */
async function doctorMends(): Promise<void> {
  const lacking = await createBuilder("emulators", { args: ["--platform", platform] });
  const standard = "tonistiigi/binfmt";
  expect(await engineGet(`/images/${standard}/json`)).toBeUndefined();
  await engineRequest("POST", `/images/${image}/tag?repo=${standard}&tag=latest`);
  onCleanup(() => removeImage(standard));
  const find = async () => {
    const found = await diagnose({ env: programEnvironment() });
    return found.find(({ area, cause }) => area === "emulators" && cause.includes(lacking));
  };
  const finding = await find();
  expect(finding?.remedy).toBe(`slipway qemu install --builder ${lacking} ${architecture}`);
  await finding?.fix?.();
  expect((await qemu("ls", "--format", "{{.Name}} {{.Origin}}")).stdout).toContain(`${handler} image\n`);
  await removeImage(standard);
}

const qemu = (command: string, ...args: string[]) =>
  runSlipway(["qemu", command, "--builder", builder, ...args]);

const build = (on: string, dockerfile: string) =>
  runSlipway([
    ...["build", "--builder", on, "--platform", platform, "--progress", "plain"],
    contextDirectory({ Dockerfile: dockerfile, file: "x" }),
  ]);

test("the distribution's emulators are listed, left as they are, and not removed without force", async () => {
  const { stdout } = await qemu("ls", "--format", "json");
  const line: unknown = stdout
    .trim()
    .split("\n")
    .map((text) => JSON.parse(text))
    .find(({ Name }) => Name === handler);
  expect(line).toMatchObject({
    Platform: platform,
    Status: "enabled",
    Origin: "system",
    Interpreter: interpreter,
  });
  expect(await qemu("install", "--image", "nobody/none", platform)).toMatchObject({
    code: 0,
    stdout: `${platform} is emulated already, by ${handler}\n`,
  });
  expect(await qemu("rm", architecture)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining(`${interpreter}, belongs to this machine's system`),
  });
});

test("a build is told of a platform that nothing runs, until its emulator is installed", async () => {
  onCleanup(restore);
  expect(await qemu("rm", "--force", "--image", image, architecture)).toMatchObject({
    code: 0,
    stdout: `${handler} (${platform}) removed\n`,
  });
  const fresh = await createBuilder("emulators");
  const warning = `WARNING: node ${fresh}0 can neither run nor emulate ${platform}: a RUN for it will fail; \`slipway qemu install --builder ${fresh} ${architecture}\` installs an emulator\n`;
  const running = "FROM scratch\nCOPY file /bin/sh\nRUN true\n";
  const warned = await build(fresh, running);
  expect(warned.code).toBe(1);
  expect(warned.stderr).toContain(warning);
  expect(warned.stderr).toMatch(
    / \[internal\] node .* can neither run nor emulate linux.*\n(.*\n)*.*COPY file/,
  );
  const copied = await build(
    fresh,
    "FROM --platform=$BUILDPLATFORM scratch AS made\nRUN x\nFROM scratch\nCOPY file /\n",
  );
  expect(copied).toMatchObject({ code: 0, stderr: expect.not.stringContaining("can neither run") });

  expect(await qemu("install", "--image", image, "mips64le,riscv64")).toMatchObject({ code: 0 });
  const refused = await runSlipway(["qemu", "install", "--builder", fresh, "--image", image, "sparc64"]);
  expect(refused.stderr).toContain('there is no emulator for "sparc64"');
  await doctorMends();
  expect(await qemu("rm", "--image", image, architecture)).toMatchObject({ code: 0 });
  const installed = await runSlipway(["qemu", "install", "--builder", fresh, "--image", image, architecture]);
  expect(installed).toMatchObject({ code: 0, stdout: `${platform} is emulated now, by ${handler}\n` });
  expect((await qemu("ls", "--format", "{{.Name}} {{.Origin}}")).stdout).toContain(`${handler} image\n`);
  await runSlipway(["stop", fresh]);
  expect((await build(fresh, running)).stderr).not.toContain("can neither run");
}, 90_000);
