import { type ExecFileException, execFile, execFileSync } from "node:child_process";
import { mkdtemp, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { connect, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { callUnary, MemoryCall } from "../../../../test/support/memory-call.js";
import { BytesMessageSchema, CheckAgentRequestSchema } from "../../gen/moby/services/ssh_pb.js";
import { create, fromBinary, toBinary } from "../../protobuf/index.js";
import { GrpcCode, type ServiceTable } from "../../transport/types.js";
import { createSshService } from "./ssh-service.js";

let directory: string;
let agentSocket: string;
let agentPid: number;
const servers: Server[] = [];
const keyFile = (name: string) => join(directory, name);

function generate(name: string, ...options: string[]): void {
  execFileSync("ssh-keygen", ["-q", "-N", "", "-C", name, "-f", keyFile(name), ...options]);
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "ssh-"));
  agentSocket = join(directory, "agent");
  const said = execFileSync("ssh-agent", ["-a", agentSocket], { encoding: "utf8" });
  agentPid = Number(/SSH_AGENT_PID=(\d+)/.exec(said)?.[1]);
  generate("ed25519", "-t", "ed25519");
  generate("rsa", "-t", "rsa", "-b", "2048");
  generate("rsa-pem", "-t", "rsa", "-b", "2048", "-m", "PEM");
  generate("ecdsa256", "-t", "ecdsa", "-b", "256");
  generate("ecdsa384", "-t", "ecdsa", "-b", "384");
  generate("ecdsa521", "-t", "ecdsa", "-b", "521", "-m", "PKCS8");
  execFileSync("ssh-keygen", ["-q", "-N", "secret", "-t", "ed25519", "-f", keyFile("locked")]);
  execFileSync("ssh-add", ["-q", keyFile("ed25519"), keyFile("rsa")], {
    env: { ...process.env, SSH_AUTH_SOCK: agentSocket },
    stdio: "ignore",
  });
}, 30_000);
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});
afterAll(async () => {
  process.kill(agentPid);
  await rm(directory, { recursive: true, force: true });
});

/** A socket as a build step sees it: each connection is one forwarded call. */
async function expose(service: ServiceTable, id = ""): Promise<string> {
  const path = join(directory, `forward-${servers.length}-${Math.random().toString(36).slice(2)}`);
  const server = createServer((socket) => {
    const call = new MemoryCall("/moby.sshforward.v1.SSH/ForwardAgent", { "buildkit.ssh.id": id });
    call.onSent = (message) => socket.write(fromBinary(BytesMessageSchema, message).data);
    socket.on("data", (data) => {
      // Cut at will, as a stream may be.
      for (const part of [data.subarray(0, 3), data.subarray(3)]) {
        if (part.length > 0)
          call.push(toBinary(BytesMessageSchema, create(BytesMessageSchema, { data: part })));
      }
    });
    socket.on("end", () => call.end());
    socket.on("error", () => undefined);
    Promise.resolve(service.get(call.method)?.(call)).then(
      () => socket.end(),
      () => socket.destroy(),
    );
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return path;
}

function run(socket: string, program: string, ...args: string[]): Promise<{ code: number; out: string }> {
  return new Promise((resolve) => {
    const env = { ...process.env, SSH_AUTH_SOCK: socket };
    execFile(program, args, { env }, (error: ExecFileException | null, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), out: stdout + stderr }),
    );
  });
}

describe("SSH/ForwardAgent to a real agent", () => {
  it("lists the agent's keys and signs with them", async () => {
    const socket = await expose(await createSshService([{ id: "", paths: [agentSocket] }]), "default");
    const listed = await run(socket, "ssh-add", "-L");
    expect(listed.out).toContain((await readFile(keyFile("rsa.pub"), "utf8")).trim());
    for (const name of ["ed25519", "rsa"]) {
      expect(await run(socket, "ssh-add", "-T", keyFile(`${name}.pub`))).toMatchObject({ code: 0 });
    }
  });

  it.each([
    ["remove all keys", ["-D"]],
    ["remove a key", ["-d", "ed25519.pub"]],
    ["add a key", ["ecdsa256"]],
  ])("refuses to %s", async (_, args) => {
    const socket = await expose(await createSshService([{ id: "", paths: [agentSocket] }]));
    const before = await run(agentSocket, "ssh-add", "-L");
    const paths = args.map((arg) => (arg.startsWith("-") ? arg : keyFile(arg)));
    expect((await run(socket, "ssh-add", ...paths)).code).not.toBe(0);
    expect((await run(agentSocket, "ssh-add", "-L")).out).toBe(before.out);
  });

  it("refuses lock, unlock and extension messages without telling the agent", async () => {
    const service = await createSshService([{ id: "", paths: [agentSocket] }]);
    const call = new MemoryCall("/moby.sshforward.v1.SSH/ForwardAgent");
    for (const type of [22, 23, 27]) {
      const data = Buffer.from([0, 0, 0, 5, type, 0, 0, 0, 0]);
      call.push(toBinary(BytesMessageSchema, create(BytesMessageSchema, { data })));
    }
    call.end();
    await service.get(call.method)?.(call);
    const answers = call.sent.map((message) => Buffer.from(fromBinary(BytesMessageSchema, message).data));
    expect(answers.map((answer) => answer.toString("hex"))).toEqual([
      "0000000105",
      "0000000105",
      "000000011c",
    ]);
  });

  it("refuses a message of an impossible length", async () => {
    const service = await createSshService([{ id: "", paths: [agentSocket] }]);
    const call = new MemoryCall("/moby.sshforward.v1.SSH/ForwardAgent");
    const data = Buffer.from([0xff, 0xff, 0xff, 0xff]);
    call.push(toBinary(BytesMessageSchema, create(BytesMessageSchema, { data })));
    await expect(service.get(call.method)?.(call)).rejects.toThrow("ssh agent message of 4294967295 bytes");
  });

  it("uses SSH_AUTH_SOCK when no path is given, and says when that is gone", async () => {
    const gone = join(directory, "gone");
    const server = createServer().listen(gone);
    await new Promise((resolve) => server.once("listening", resolve));
    const service = await createSshService([{ id: "x", paths: [] }], { SSH_AUTH_SOCK: gone });
    await new Promise((resolve) => server.close(resolve));
    const call = new MemoryCall("/moby.sshforward.v1.SSH/ForwardAgent", { "buildkit.ssh.id": "x" });
    await expect(service.get(call.method)?.(call)).rejects.toThrow(
      `failed to connect to ${gone}: no such file or directory`,
    );
  });
});

describe("SSH/ForwardAgent to an agent on a stream", () => {
  it("opens a stream for each connection and lists the keys", async () => {
    let opened = 0;
    const stream = async () => {
      opened++;
      return connect(agentSocket);
    };
    const socket = await expose(await createSshService([{ id: "s", paths: [], connect: stream }]), "s");
    const { out } = await run(agentSocket, "ssh-add", "-L");
    expect((await run(socket, "ssh-add", "-L")).out).toBe(out);
    expect((await run(socket, "ssh-add", "-L")).out).toBe(out);
    expect(opened).toBe(2);
  });

  it("names the agent when it cannot be opened, and not what the caller's error says", async () => {
    const fail = () => {
      throw new Error("hunter2");
    };
    const service = await createSshService([{ id: "s", paths: [], connect: fail }]);
    const call = new MemoryCall("/moby.sshforward.v1.SSH/ForwardAgent", { "buildkit.ssh.id": "s" });
    await expect(service.get(call.method)?.(call)).rejects.toThrow(/^cannot open the ssh agent s$/);
  });

  it("fails the request of a step when the stream ends", async () => {
    const gone = async () => {
      const stream = connect(agentSocket);
      stream.once("connect", () => stream.destroy());
      return stream;
    };
    const socket = await expose(await createSshService([{ id: "s", paths: [], connect: gone }]), "s");
    expect((await run(socket, "ssh-add", "-L")).code).not.toBe(0);
  });
});

describe("SSH/ForwardAgent with key files", () => {
  it.each(["ed25519", "rsa", "rsa-pem", "ecdsa256", "ecdsa384", "ecdsa521"])(
    "signs with an %s key",
    async (name) => {
      const socket = await expose(await createSshService([{ id: "k", paths: [keyFile(name)] }]), "k");
      expect(await run(socket, "ssh-add", "-T", keyFile(`${name}.pub`))).toMatchObject({ code: 0 });
      const file = join(directory, `signed-${name}`);
      await writeFile(file, "content");
      const signed = await run(
        socket,
        "ssh-keygen",
        "-Y",
        "sign",
        "-n",
        "file",
        "-f",
        keyFile(`${name}.pub`),
        file,
      );
      expect(signed).toMatchObject({ code: 0 });
      const check = `ssh-keygen -Y check-novalidate -n file -s ${file}.sig < ${file}`;
      expect(await run(socket, "sh", "-c", check)).toMatchObject({ code: 0 });
    },
  );

  it("offers several keys under one id and refuses to change them", async () => {
    const paths = [keyFile("ed25519"), keyFile("rsa")];
    const socket = await expose(await createSshService([{ id: "", paths }]));
    const listed = await run(socket, "ssh-add", "-L");
    expect(listed.out.trim().split("\n")).toHaveLength(2);
    expect((await run(socket, "ssh-add", "-D")).code).not.toBe(0);
    expect((await run(socket, "ssh-add", "-L")).out).toBe(listed.out);
    expect((await run(socket, "ssh-add", "-T", keyFile("ecdsa256.pub"))).code).not.toBe(0);
  });
});

describe("SSH/CheckAgent", () => {
  it("knows the ids it was given, the empty one as default", async () => {
    const service = await createSshService([{ id: "", paths: [agentSocket] }]);
    const check = (id: string) =>
      callUnary(
        service.get("/moby.sshforward.v1.SSH/CheckAgent"),
        toBinary(CheckAgentRequestSchema, create(CheckAgentRequestSchema, { id })),
      );
    await check("");
    await check("default");
    await expect(check("other")).rejects.toMatchObject({
      code: GrpcCode.Unknown,
      message: "unset ssh forward key other",
    });
  });
});

describe("createSshService", () => {
  const refused = (paths: readonly string[], environment: NodeJS.ProcessEnv = {}) =>
    expect(createSshService([{ id: "a", paths }], environment)).rejects;

  it("names a key that a passphrase protects", async () => {
    const path = keyFile("locked");
    await refused([path]).toMatchObject({
      code: "invalid-argument",
      message: `failed to parse ${path}: this private key is passphrase protected`,
      hint: expect.stringContaining("ssh-add"),
    });
  });

  it("refuses what is neither key nor socket without quoting it", async () => {
    const path = keyFile("text");
    await writeFile(path, "hunter2");
    await refused([path]).toThrow(`failed to parse ${path}: neither a private key nor an agent socket`);
    await truncate(path, 200_000);
    await refused([path]).toThrow(`failed to parse ${path}: larger than any private key`);
    await refused([keyFile("none")]).toThrow(`stat ${keyFile("none")}: no such file or directory`);
  });

  it("refuses sockets beside keys, two sockets, no socket and an id given twice", async () => {
    await refused([agentSocket, keyFile("rsa")]).toThrow("invalid combination of keys and sockets");
    await refused([agentSocket, agentSocket]).toThrow("only single socket allowed");
    await refused([]).toThrow("invalid empty ssh agent socket: make sure SSH_AUTH_SOCK is set");
    const twice = { id: "", paths: [agentSocket] };
    await expect(createSshService([twice, { ...twice, id: "default" }])).rejects.toThrow(
      'duplicate agent ID "default"',
    );
  });
});
