using System.Reflection;
using System.Text.RegularExpressions;
using Containerize.Diagnostics;

namespace Containerize.Core.Tests.Contract;

/// <summary>The codes of messages, with their severity: who treats one in a pipeline knows it by these.</summary>
internal static partial class PublicCodes
{
    public static IEnumerable<string> Lines() =>
        Descriptors()
            .Select(descriptor => $"code {descriptor.Code} {descriptor.Severity.ToString().ToLowerInvariant()}")
            .Concat(
                PublicNames
                    .Sources("*.targets")
                    .SelectMany(text => Code().Matches(text))
                    .Select(match => $"code {match.Groups["code"].Value} {match.Groups["severity"].Value.ToLowerInvariant()}")
            )
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal);

    private static IEnumerable<DiagnosticDescriptor> Descriptors() =>
        typeof(DiagnosticDescriptor)
            .Assembly.GetTypes()
            .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(field => field.FieldType == typeof(DiagnosticDescriptor))
            .Select(field => (DiagnosticDescriptor)field.GetValue(null)!);

    [GeneratedRegex(
        @"<(?<severity>Error|Warning)\b[^>]*\bCode=""(?<code>CTZ\d+)""",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Code();
}
