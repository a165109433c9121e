/** The names that the stages of a Dockerfile have, in their order, each once. */
export function stagesIn(dockerfile: string): string[] {
  const names = dockerfile.split("\n").flatMap((line) => {
    const [from = "", ...words] = line.trim().split(/\s+/);
    const [, as = "", name] = words.filter((word) => !word.startsWith("--"));
    return from.toLowerCase() === "from" && as.toLowerCase() === "as" && name ? [name] : [];
  });
  return [...new Set(names)];
}
