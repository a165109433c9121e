import { COMPLETE_WORD } from "../../command/complete-word.js";

/**
 * The script for PowerShell, from version 5.1, which Windows has. Facts: about_Functions_Argument_Completion and
 * about_Preference_Variables of its documentation.
 */
export function powershellScript(program: string): string {
  return `# PowerShell completion for ${program}. Load it with: ${program} completion powershell | Out-String | Invoke-Expression

Register-ArgumentCompleter -Native -CommandName '${program.replaceAll("'", "''")}' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    # The words up to the cursor; the last one is what there is of the word to complete, maybe nothing.
    $words = @()
    $end = 0
    foreach ($element in $commandAst.CommandElements) {
        $start = $element.Extent.StartOffset
        if ($start -ge $cursorPosition) { break }
        $end = $element.Extent.EndOffset
        $text = $element.Extent.Text
        if ($end -gt $cursorPosition) { $text = $text.Substring(0, $cursorPosition - $start) }
        $words += $text
    }
    if ($end -lt $cursorPosition) { $words += '' }
    $current = $words[-1]
    $rest = @($words | Select-Object -Skip 1)

    # Before version 7.3 PowerShell leaves out arguments that are empty, unless quotes are written for them.
    $passing = Get-Variable -Name PSNativeCommandArgumentPassing -ValueOnly -ErrorAction Ignore
    if ($current -eq '' -and ($null -eq $passing -or "$passing" -eq 'Legacy')) { $rest[-1] = '""' }

    $answer = @(& $commandAst.GetCommandName() ${COMPLETE_WORD} @rest 2>$null)
    if ($answer.Count -eq 0) { return }
    # The value of --flag=value is answered by itself, and PowerShell wants the whole word.
    $flag = if ($current -match '^-[^=]*=') { $Matches[0] } else { '' }
    foreach ($line in @($answer | Select-Object -SkipLast 1)) {
        $word, $description = $line -split "\`t", 2
        if (-not $description) { $description = $word }
        [System.Management.Automation.CompletionResult]::new("$flag$word", $word, 'ParameterValue', $description)
    }
    # Files are offered where nothing else is; an empty text keeps them away.
    if ($answer.Count -eq 1 -and $answer[0] -eq ':4') { '' }
}
`;
}
