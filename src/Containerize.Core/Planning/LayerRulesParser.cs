using System.Collections.Immutable;
using System.Globalization;
using Containerize.Diagnostics;
using Containerize.Layers;
using Containerize.Streams;

namespace Containerize.Planning;

/// <summary>Reads <c>ContainerLayers</c>, <c>ContainerCompressionLevel</c> and the <c>ContainerLayer</c> items.</summary>
internal static class LayerRulesParser
{
    private const string RateOfChange = "rate-of-change";
    private const string Single = "single";

    public static LayerRules Parse(ImagePlanInput input, ImmutableArray<Diagnostic>.Builder errors)
    {
        if (input.Layers is not ("" or RateOfChange or Single))
        {
            errors.Add(InputDiagnostics.InvalidLayers.Create(input.Layers));
        }

        var compression = LayerCompression.Balanced;
        if (input.CompressionLevel.Length > 0 && !LayerCompression.TryParse(input.CompressionLevel, out compression))
        {
            errors.Add(InputDiagnostics.InvalidCompressionLevel.Create(input.CompressionLevel));
        }

        return new LayerRules
        {
            IsSingle = input.Layers == Single,
            Compression = compression ?? LayerCompression.Balanced,
            Groups = [.. input.LayerGroups.Select(group => Group(group, errors)).OfType<LayerGroup>()],
        };
    }

    private static LayerGroup? Group(LayerInput input, ImmutableArray<Diagnostic>.Builder errors)
    {
        var order = LayerKind.Content.Order;
        ImmutableArray<string> patterns =
        [
            .. input.Pattern.Split([';', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
        ];
        if (
            Names.IsLayer(input.Name)
            && !patterns.IsEmpty
            && (input.Order.Length == 0 || int.TryParse(input.Order, NumberStyles.None, CultureInfo.InvariantCulture, out order))
        )
        {
            return new LayerGroup(new LayerKind(input.Name, order), patterns);
        }

        errors.Add(InputDiagnostics.InvalidLayer.Create(input.Name, input.Pattern, input.Order));
        return null;
    }
}
