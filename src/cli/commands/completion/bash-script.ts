import { COMPLETE_WORD } from "../../command/complete-word.js";
import { functionName } from "./function-name.js";

/** The script for bash, from version 3.2, which macOS has. */
export function bashScript(program: string): string {
  const name = functionName(program);
  return `# bash completion for ${program}. Load it with: source <(${program} completion bash)

${name}() {
  local words=() line=$COMP_LINE part index
  # Bash breaks words at = and : too; what no blank separates is one word.
  for ((index = 0; index <= COMP_CWORD; index++)); do
    part=\${COMP_WORDS[index]}
    if ((index == 0)) || [[ $line == [[:space:]]* ]]; then
      line=\${line#"\${line%%[![:space:]]*}"}
      words+=("$part")
    else
      words[\${#words[@]} - 1]+=$part
    fi
    line=\${line#"$part"}
  done

  local answer candidate files
  answer=$("\${words[0]}" ${COMPLETE_WORD} "\${words[@]:1}" 2>/dev/null) || return
  COMPREPLY=()
  while IFS= read -r candidate; do
    case $candidate in
      :*) files=\${candidate#:} ;;
      *) COMPREPLY+=("\${candidate%%$'\\t'*}") ;;
    esac
  done <<<"$answer"
  # An option that wants its value.
  [[ \${#COMPREPLY[@]} == 1 && \${COMPREPLY[0]} == *= ]] && compopt -o nospace 2>/dev/null
  case $files in
    0) compopt -o default 2>/dev/null ;;
    16) compopt -o dirnames 2>/dev/null ;;
  esac
}

complete -F ${name} ${program}
`;
}
