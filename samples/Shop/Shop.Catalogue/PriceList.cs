using YamlDotNet.Serialization;

namespace Shop.Catalogue;

public sealed class PriceList(IReadOnlyDictionary<string, decimal> prices)
{
    public decimal Total => prices.Values.Sum();

    public static PriceList Parse(string yaml) => new(new DeserializerBuilder().Build().Deserialize<Dictionary<string, decimal>>(yaml));
}
