using System.Collections.Immutable;
using Containerize.Diagnostics;

namespace Containerize.Planning;

/// <summary>Reads a value that must not be misread: what should keep a build from the network, or let it trust more.</summary>
internal static class BooleanValue
{
    /// <param name="name">The property, or the metadata and its item, for the message.</param>
    /// <param name="text">Empty is no.</param>
    /// <param name="errors">Gets CTZ1043 for what is neither.</param>
    public static bool Parse(string name, string text, ImmutableArray<Diagnostic>.Builder errors)
    {
        if (text.Length > 0 && !bool.TryParse(text, out _))
        {
            errors.Add(InputDiagnostics.NeitherTrueNorFalse.Create(name, text));
        }

        return bool.TryParse(text, out var value) && value;
    }
}
