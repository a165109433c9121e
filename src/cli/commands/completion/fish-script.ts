import { COMPLETE_WORD } from "../../command/complete-word.js";
import { functionName } from "./function-name.js";

/** The script for fish, from version 3. */
export function fishScript(program: string): string {
  const name = functionName(program);
  return `# fish completion for ${program}. Load it with: ${program} completion fish | source

function ${name}
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l answer ($words[1] ${COMPLETE_WORD} $words[2..-1] "$current" 2>/dev/null)
    # The value of --flag=value is answered by itself, and fish wants the whole word.
    set -l flag (string match -r -- '^-[^=]*=' "$current")
    switch "$answer[-1]"
        case ':0'
            __fish_complete_path (string replace -r -- '^-[^=]*=' '' "$current") | string replace -r -- '^' "$flag"
        case ':16'
            __fish_complete_directories "$current"
        case '*'
            for candidate in $answer[1..-2]
                echo -- "$flag$candidate"
            end
    end
end

complete -c ${program} -f -a '(${name})'
`;
}
