import { type Command, defineCommand, defineGroup, noArguments } from "../../command/command.js";
import { installFlags, lsFlags, rmFlags } from "./flags.js";

const installCommand = defineCommand({
  name: "install",
  summary: "Have a builder's machine run programs of other platforms",
  synopsis: "[OPTIONS] PLATFORM...",
  examples: ["arm64 riscv64", "--image registry.example.com/binfmt all"],
  args: { min: 1 },
  usesBuilder: true,
  flags: installFlags,
  async run(context, flags, platforms) {
    const { runQemuInstall } = await import("./run-install.js");
    return runQemuInstall(context, flags, platforms);
  },
});

const lsCommand = defineCommand({
  name: "ls",
  summary: "List the emulators of a builder's machine",
  synopsis: "[OPTIONS]",
  args: noArguments,
  usesBuilder: true,
  flags: lsFlags,
  async run(context, flags) {
    const { runQemuLs } = await import("./run-ls.js");
    return runQemuLs(context, flags);
  },
});

const rmCommand = defineCommand({
  name: "rm",
  summary: "Remove emulators from a builder's machine",
  synopsis: "[OPTIONS] PLATFORM...",
  args: { min: 1 },
  usesBuilder: true,
  flags: rmFlags,
  async run(context, flags, platforms) {
    const { runQemuRm } = await import("./run-rm.js");
    return runQemuRm(context, flags, platforms);
  },
});

/** `qemu`: commands for what runs programs of other platforms. */
export const qemuCommand: Command = {
  ...defineGroup({
    name: "qemu",
    summary: "Commands for emulators of other platforms",
    commands: [installCommand, lsCommand, rmCommand],
  }),
  standaloneOnly: true,
};
