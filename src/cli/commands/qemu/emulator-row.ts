import type { Emulator } from "../../../index.js";
import { TemplateStruct } from "../../template/template-struct.js";

/** The columns of emulators. */
export const emulatorTable = "table {{.Platform}}\\t{{.Name}}\\t{{.Status}}\\t{{.Origin}}\\t{{.Interpreter}}";

/** Headers of the columns, by field. */
export const emulatorHeaders: Readonly<Record<string, string>> = {
  Platform: "PLATFORM",
  Name: "NAME",
  Status: "STATUS",
  Origin: "ORIGIN",
  Interpreter: "INTERPRETER",
  Endpoint: "ENDPOINT",
};

/** A line of `qemu ls`. */
export class EmulatorRow extends TemplateStruct {
  readonly typeName = "*commands.emulatorContext";
  protected readonly fields: Readonly<Record<string, () => unknown>>;

  constructor(emulator: Emulator) {
    super();
    this.fields = {
      Platform: () => `linux/${emulator.architecture}`,
      Name: () => emulator.name,
      Status: () => statusOf(emulator),
      Origin: () => originOf(emulator),
      Interpreter: () => emulator.interpreter ?? "",
      Endpoint: () => emulator.host,
    };
  }

  toJSON(): unknown {
    return Object.fromEntries(Object.entries(this.fields).map(([name, read]) => [name, read()]));
  }
}

/** A handler without the flag `F` is for programs outside containers only. */
function statusOf({ enabled, inContainers }: Emulator): string {
  if (!enabled) return "disabled";
  return inContainers ? "enabled" : "not in containers";
}

function originOf({ fromSystem }: Emulator): string {
  if (fromSystem === undefined) return "";
  return fromSystem ? "system" : "image";
}
