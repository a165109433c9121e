import { COMPLETE_WORD } from "../../command/complete-word.js";
import { functionName } from "./function-name.js";

/** The script for zsh: to be sourced, or kept as `_PROGRAM` in a directory of `fpath`. */
export function zshScript(program: string): string {
  const name = functionName(program);
  return `#compdef ${program}
# zsh completion for ${program}. Load it with: source <(${program} completion zsh)

${name}() {
  local -a answer candidates
  local candidate word files
  answer=("\${(@f)$(\${words[1]} ${COMPLETE_WORD} "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  files=\${answer[-1]#:}
  for candidate in "\${(@)answer[1,-2]}"; do
    word=\${candidate%%$'\\t'*}
    if [[ $candidate == *$'\\t'* ]]; then
      candidates+=("\${word//:/\\\\:}:\${candidate#*$'\\t'}")
    else
      candidates+=("\${word//:/\\\\:}")
    fi
  done
  # The value of --flag=value is completed by itself.
  [[ \${words[CURRENT]} == -*=* ]] && compset -P '*='
  case $files in
    0) _files ;;
    16) _files -/ ;;
    *) ((\${#candidates})) && _describe '${program}' candidates ;;
  esac
}

if [[ \${funcstack[1]} == _${program} ]]; then
  ${name} "$@"
else
  compdef ${name} ${program}
fi
`;
}
