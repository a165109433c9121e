import type { InheritedWorkerSetting } from "../contract/inherited-settings.js";
import type { ContainerOptions } from "./options.js";

/**
 * The daemon's rules for garbage by the options `disk-limit` and `disk-reserve`. A daemon that is told one of its limits
 * leaves out its own defaults for the others, so that what it would keep in any case cannot exceed the limit.
 */
export function diskSettings({ diskLimit, diskReserve }: ContainerOptions): InheritedWorkerSetting[] {
  const setting = (key: InheritedWorkerSetting["key"], bytes: number, option: string) => {
    return { kind: "worker" as const, key, value: String(bytes), from: `driver option ${option}` };
  };
  return [
    ...(diskLimit === undefined ? [] : [setting("maxUsedSpace", diskLimit, "disk-limit")]),
    ...(diskReserve === undefined ? [] : [setting("minFreeSpace", diskReserve, "disk-reserve")]),
  ];
}
