using System.Globalization;
using System.Text.RegularExpressions;

namespace Containerize.Core.Tests.Diagnostics;

/// <summary>What CI systems and terminals take for a command in a line of a log, as their agents look for it.</summary>
internal static partial class CiCommands
{
    /// <summary>One or more for each system, some hidden from a plain look; all have the word WORD.</summary>
    public static readonly string[] Texts =
    [
        "##vso[task.setvariable variable=PATH]WORD",
        "see ###vso[task.complete result=Succeeded;]WORD",
        "##vso##vso[task.complete]##[error]WORD",
        "#\u034f#\ufe0fv\u0301so[task.complete]WORD",
        "#\u200b#\u200bvso[task.complete]WORD",
        "##[error]WORD",
        "##[add-path]WORD",
        "##teamcity[buildStatus text='WORD']",
        "::error::WORD",
        "  ::stop-commands::WORD",
        "\t::add-mask::WORD",
        "\u034f:\u034f:error::WORD",
        "::WORD::",
        "\e[0Ksection_start:1:WORD\r\e[0KTitle",
        "\e[0Ksection_end:1:WORD\r\e[0K",
        "travis_fold:start:WORD\r\e[0K",
        "--- WORD",
        "+++ WORD",
        "~~~ WORD",
        "^^^ +++ WORD",
        "\e[8mha:////WORD\e[0m",
        "\e]8;;https://evil.example\aWORD\e]8;;\a",
        "\e]52;c;WORD\a",
        "\u009b2JWORD",
        "\u202eWORD\u2066",
        "WORD\n::error::x\n##[error]x\r##vso[task.complete]x\u2028--- x\u0085+++ x",
    ];

    /// <summary>The systems that would obey; none is right.</summary>
    public static string Find(string printed) => string.Join(", ", printed.Split('\n').SelectMany(Obey));

    private static IEnumerable<string> Obey(string line)
    {
        var visible = string.Concat(line.Where(c => c is >= ' ' and <= '~'));
        (string System, bool Obeys)[] systems =
        [
            ("Azure Pipelines", Contains(line, "##vso[") || visible.Contains("##vso[", StringComparison.Ordinal)),
            ("GitHub, anywhere", Contains(line, "##[") || visible.Contains("##[", StringComparison.Ordinal)),
            (
                "GitHub, at the start",
                line.TrimStart().StartsWith("::", StringComparison.InvariantCulture)
                    || visible.TrimStart().StartsWith("::", StringComparison.Ordinal)
            ),
            ("TeamCity", Contains(line, "##teamcity[")),
            ("GitLab and Travis", Fold().IsMatch(line)),
            ("Buildkite", Group().IsMatch(line)),
            (
                "a terminal",
                line.EnumerateRunes()
                    .Any(rune => System.Text.Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format)
            ),
        ];
        return systems.Where(system => system.Obeys).Select(system => system.System);
    }

    /// <summary>As agents written in .NET look: by a culture's rules, and by the ordinal ones.</summary>
    private static bool Contains(string line, string mark) =>
        line.Contains(mark, StringComparison.InvariantCulture) || line.Contains(mark, StringComparison.Ordinal);

    [GeneratedRegex("section_(start|end):|travis_(fold|time|section):", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: -1)]
    private static partial Regex Fold();

    [GeneratedRegex(@"^(---|\+\+\+|~~~|\^\^\^)(\s|$)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: -1)]
    private static partial Regex Group();
}
