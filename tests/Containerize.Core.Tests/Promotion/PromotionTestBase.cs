using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Oci;
using Containerize.Planning;
using Containerize.Promotion;
using Containerize.Testing;

namespace Containerize.Core.Tests.Promotion;

/// <summary>Promotions between in-memory registries, with the real client.</summary>
internal abstract class PromotionTestBase
{
    public TestContext TestContext { get; set; } = null!;

    private protected RecordingBuildLog Log { get; } = new();

    private protected CancellationToken Token => TestContext.CancellationToken;

    private protected static ImmutableSortedDictionary<string, string> Labels(params (string Key, string Value)[] labels) =>
        labels.ToImmutableSortedDictionary(label => label.Key, label => label.Value, StringComparer.Ordinal);

    private protected static PromotionPlan Plan(
        string from,
        InMemoryRegistry to,
        string repository = "production/app",
        params ImmutableArray<string> tags
    ) =>
        new()
        {
            From = ImageReference.TryParse(from, out var reference) ? reference : throw new ArgumentException(from, nameof(from)),
            Registry = RegistryName.Parse(to.Name),
            Name = TestNames.Image(repository, tags is [] ? ["1.2.3", "latest"] : tags),
        };

    private protected async Task<PromotionResult> PromoteAsync(PromotionPlan plan, Func<PipelineOptions, PipelineOptions>? with = null)
    {
        var options = new PipelineOptions
        {
            Log = Log,
            Environment = new Dictionary<string, string>(StringComparer.Ordinal),
            ProductVersion = "0.0.0",
            LayerDirectory = "",
            OutputRegistries = [plan.Registry],
            TransferLimits = new TransferLimits(2, TimeSpan.FromSeconds(100)),
        };
        using var promotion = new ImagePromotion(with is null ? options : with(options));
        return await promotion.PromoteAsync(plan, Token);
    }

    /// <summary>The codes of a failure, in their order.</summary>
    private protected async Task<ContainerizeException> AssertCodesAsync(string codes, PromotionPlan plan, params string[] parts)
    {
        var exception = await Assert.ThrowsExactlyAsync<ContainerizeException>(() => PromoteAsync(plan));
        Assert.AreEqual(codes, string.Join(' ', exception.Diagnostics.Select(diagnostic => diagnostic.Code)), exception.Message);
        foreach (var part in parts)
        {
            Assert.Contains(part, exception.Message);
        }

        return exception;
    }

    private protected static string[] Writes(InMemoryRegistry registry, int after = 0) =>
        [
            .. registry
                .Requests.Skip(after)
                .Where(request => request.Method is not ("GET" or "HEAD"))
                .Select(request => $"{request.Method} {request.Path}"),
        ];
}
