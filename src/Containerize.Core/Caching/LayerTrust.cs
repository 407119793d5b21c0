using System.Collections.Immutable;
using Containerize.Diagnostics;

namespace Containerize.Caching;

/// <summary>When a build believes what an image says of its layers.</summary>
/// <param name="IsTrusted">Whether everyone who can push to the repositories is believed: <c>ContainerKnownLayers=trusted</c>.</param>
/// <param name="Key">By which builds of one pipeline believe each other; null for none.</param>
internal sealed record LayerTrust(bool IsTrusted, LayerKey? Key)
{
    private const string Verified = "verified";
    private const string Trusted = "trusted";

    // Binary logs have these variables with their values, whatever a build reads.
    private static readonly ImmutableArray<string> Logged = ["DOTNET", "MSBUILD", "COMPLUS_"];

    /// <summary>What is not proven is not believed.</summary>
    public static LayerTrust Proven { get; } = new(IsTrusted: false, Key: null);

    /// <param name="trust"><c>ContainerKnownLayers</c>.</param>
    /// <param name="variable"><c>ContainerLayerKeyVariable</c>: the name of the variable that has the key.</param>
    /// <param name="environment">The build's variables.</param>
    /// <param name="errors">Receives CTZ1210 to CTZ1213.</param>
    public static LayerTrust Parse(
        string trust,
        string variable,
        IReadOnlyDictionary<string, string> environment,
        ImmutableArray<Diagnostic>.Builder errors
    )
    {
        if (trust is not ("" or Verified or Trusted))
        {
            errors.Add(InputDiagnostics.UnknownLayerTrust.Create(trust));
        }

        if (variable.Length == 0)
        {
            return new(trust == Trusted, Key: null);
        }

        LayerKey? key = null;
        if (!IsVariable(variable) || Logged.Any(prefix => variable.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)))
        {
            // What is no name may be the key itself, which must not be shown.
            errors.Add(
                InputDiagnostics.InvalidLayerKeyVariable.Create(
                    IsVariable(variable) ? $"'{variable}'" : $"a text of {variable.Length} characters"
                )
            );
        }
        else if (trust == Trusted)
        {
            errors.Add(InputDiagnostics.LayerKeyWithTrust.Create());
        }
        else if (!LayerKey.TryCreate(environment.GetValueOrDefault(variable, ""), out key))
        {
            errors.Add(
                InputDiagnostics.LayerKeyTooShort.Create(
                    variable,
                    environment.GetValueOrDefault(variable, "").Trim().Length,
                    LayerKey.MinimumLength
                )
            );
        }

        return new(trust == Trusted, key);
    }

    private static bool IsVariable(string text) =>
        !char.IsAsciiDigit(text[0]) && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_');
}
