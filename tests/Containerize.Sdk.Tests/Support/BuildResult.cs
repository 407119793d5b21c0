using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Containerize.Sdk.Tests.Support;

/// <summary>What a build said and how it ended.</summary>
internal sealed partial record BuildResult(string Command, int ExitCode, string Output, string Error)
{
    /// <summary>Each once, although a build repeats them at its end.</summary>
    public ImmutableArray<BuildMessage> Errors => Messages("error");

    public ImmutableArray<BuildMessage> Warnings => Messages("warning");

    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    public BuildResult MustSucceed()
    {
        Assert.AreEqual(0, ExitCode, ToString());
        return this;
    }

    public BuildResult MustSucceedWithoutWarnings()
    {
        MustSucceed();
        Assert.IsEmpty(Warnings, ToString());
        return this;
    }

    /// <summary>These errors and no other, all at <paramref name="file"/>, in the build's own words and not a stack trace.</summary>
    public BuildResult MustFailWith(string file, params string[] codes)
    {
        Assert.AreNotEqual(0, ExitCode, ToString());
        Assert.AreSequenceEqual(
            codes.Order(StringComparer.Ordinal),
            Errors.Select(error => error.Code).Order(StringComparer.Ordinal),
            ToString()
        );
        Assert.IsTrue(Errors.All(error => error.File == file), ToString());
        Assert.DoesNotMatchRegex(StackTracePattern(), Output + Error);
        return this;
    }

    public override string ToString() => $"{Command}\nexit code {ExitCode}\n{Output}{Error}";

    private ImmutableArray<BuildMessage> Messages(string severity) =>
        [
            .. MessagePattern()
                .Matches(Output + Error)
                .Where(match => match.Groups["severity"].Value == severity)
                .Select(match => new BuildMessage(match.Groups["code"].Value, match.Groups["file"].Value, match.Groups["text"].Value))
                .Distinct(),
        ];

    // Projects of a solution are numbered at normal verbosity: "3>/a/b.csproj : error X1: text [/a/b.csproj]".
    [GeneratedRegex(
        @"^\s*(\d+>)?(?<file>.*?)(\(\d+(,\d+)*\))?\s*: (?<severity>error|warning) (?<code>[A-Z]+[0-9]+): (?<text>.*?)( \[[^\]\n]*\])?\r?$",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture
    )]
    private static partial Regex MessagePattern();

    [GeneratedRegex(@"^\s+at [A-Z]\w*(\.\w+)+", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex StackTracePattern();
}

internal sealed record BuildMessage(string Code, string File, string Text);
