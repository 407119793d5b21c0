using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Containerize.Diagnostics;
using Containerize.Layers;

namespace Containerize.Planning;

/// <summary>Reads <c>ContainerLayers</c> and the <c>ContainerLayer</c> items.</summary>
internal static partial class LayerRulesParser
{
    private const string RateOfChange = "rate-of-change";
    private const string Single = "single";

    public static LayerRules Parse(ImagePlanInput input, ImmutableArray<Diagnostic>.Builder errors)
    {
        if (input.Layers is not ("" or RateOfChange or Single))
        {
            errors.Add(InputDiagnostics.InvalidLayers.Create(input.Layers));
        }

        return new LayerRules
        {
            IsSingle = input.Layers == Single,
            Groups = [.. input.LayerGroups.Select(group => Group(group, errors)).OfType<LayerGroup>()],
        };
    }

    private static LayerGroup? Group(LayerInput input, ImmutableArray<Diagnostic>.Builder errors)
    {
        var order = (int)LayerKind.Content;
        ImmutableArray<string> patterns = [.. input.Pattern.Split([';', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
        if (NamePattern().IsMatch(input.Name)
            && !patterns.IsEmpty
            && (input.Order.Length == 0 || int.TryParse(input.Order, NumberStyles.None, CultureInfo.InvariantCulture, out order)))
        {
            return new LayerGroup(input.Name, patterns, order);
        }

        errors.Add(InputDiagnostics.InvalidLayer.Create(input.Name, input.Pattern, input.Order));
        return null;
    }

    /// <summary>The name is also that of a file.</summary>
    [GeneratedRegex(@"\A[a-z0-9]+(-[a-z0-9]+)*\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NamePattern();
}
