using Containerize.Promotion;
using Containerize.Testing;
using Containerize.Testing.Quirks;

namespace Containerize.Core.Tests.Promotion;

/// <summary>A promotion's tags keep the promises that a publish's keep.</summary>
[TestClass]
internal sealed class PromotionTagTests : PromotionTestBase
{
    [TestMethod]
    public async Task A_version_that_came_while_blobs_were_copied_is_not_overwritten()
    {
        await using var source = await InMemoryRegistry.StartAsync();
        var digest = await source.Content.AddImageAsync("staging/app", "1", RandomImage.Create(1), Token);
        var theirs = RandomImage.Create(2);
        var other = Meanwhile.BeforePut(digest.ToString(), content =>
            content.AddImageAsync("production/app", "1.2.3", theirs, CancellationToken.None).GetAwaiter().GetResult()
        );
        await using var target = await InMemoryRegistry.StartAsync(new() { Quirks = [other] });

        await AssertCodesAsync("CTZ3050", Versioned(source, target), theirs.Manifest.Digest.ToString());

        Assert.AreEqual(theirs.Manifest.Digest.ToString(), target.Content.GetManifest("production/app", "1.2.3")!.Digest);
        Assert.AreEqual("1.2.3", string.Join(' ', target.Content.Tags("production/app")));
    }

    [TestMethod]
    public async Task A_version_that_cannot_be_looked_for_is_not_overwritten_unless_that_is_allowed()
    {
        await using var source = await InMemoryRegistry.StartAsync();
        await source.Content.AddImageAsync("staging/app", "1", RandomImage.Create(1), Token);
        await using var target = await InMemoryRegistry.StartAsync(
            new()
            {
                Fault = request =>
                    request.Method is "HEAD" or "GET" && request.Path.EndsWith("/manifests/1.2.3", StringComparison.Ordinal)
                        ? new() { Status = 403 }
                        : null,
            }
        );
        var old = await target.Content.AddImageAsync("production/app", "1.2.3", RandomImage.Create(2), Token);
        var plan = Versioned(source, target);

        await AssertCodesAsync("CTZ3053", plan, $"{target.Name}/production/app:1.2.3", "HTTP 403", "ContainerAllowOverwrite=true");
        Assert.AreEqual(old.ToString(), target.Content.GetManifest("production/app", "1.2.3")!.Digest);

        var result = await PromoteAsync(plan with { Name = plan.Name.Overwriting });
        Assert.AreEqual(result.Content.Digest.ToString(), target.Content.GetManifest("production/app", "1.2.3")!.Digest);
    }

    private static PromotionPlan Versioned(InMemoryRegistry source, InMemoryRegistry target)
    {
        var plan = Plan($"{source.Name}/staging/app:1", target, tags: ["1.2.3"]);
        return plan with { Name = plan.Name with { Tags = [TestNames.Fixed("1.2.3")] } };
    }
}
