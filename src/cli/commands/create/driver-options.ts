/** The options of the docker-container driver with what they mean, for help and completion. */
export const containerDriverOptions: readonly (readonly [option: string, meaning: string])[] = [
  ["image", "Image of BuildKit"],
  ["network", "Network of the container, e.g. host"],
  ["memory", "Memory limit, e.g. 4g"],
  ["memory-swap", "Limit of memory and swap together, -1 for none"],
  ["cpu-period", "CPU period in microseconds"],
  ["cpu-quota", "CPU time in each period, in microseconds"],
  ["cpu-shares", "Weight against other containers"],
  ["cpuset-cpus", "CPUs to run on, e.g. 0-3"],
  ["cpuset-mems", "Memory nodes to use, e.g. 0,1"],
  ["cgroup-parent", "Control group to run in"],
  ["restart-policy", "When the engine restarts it, e.g. always"],
  ["default-load", "Load results into the engine when no output is given"],
  ["provenance-add-gha", "Add what GitHub Actions says to provenance"],
  ["transport", "How the daemon is reached: auto, direct, exec"],
  ["allow-untrusted-image", "Do without a check of the image's signature"],
  ["env.NAME", "Set a variable in the container"],
];
