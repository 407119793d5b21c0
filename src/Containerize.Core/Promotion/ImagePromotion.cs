using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Images;
using Containerize.Oci;
using Containerize.Planning;
using Containerize.Registry;

namespace Containerize.Promotion;

/// <summary>
/// Takes an image or index that is published already to another repository, byte for byte, with what refers to it. Tags
/// move last, when all of it is there.
/// </summary>
internal sealed class ImagePromotion(PipelineOptions options) : IDisposable
{
    private readonly RegistryConnections _connections = new(options.RegistryOptions);

    /// <exception cref="ContainerizeException">The image cannot be promoted (CTZ3050, CTZ3053, CTZ3060 to CTZ3067), or a registry
    /// refused (CTZ3xxx); then no tag was moved, or CTZ3054 says which were.</exception>
    public async Task<PromotionResult> PromoteAsync(PromotionPlan plan, CancellationToken cancellationToken)
    {
        // Asked for before anything is read: within a registry one login covers both repositories.
        RepositoryName[] mounts = plan.IsWithinRegistry && !plan.IsWithinRepository ? [plan.From.Repository] : [];
        var to = _connections.Get(plan.Registry).ForPush(plan.Name.Repository, mounts);
        var from = plan.IsWithinRepository ? to : _connections.Get(plan.From.Registry).ForPull(plan.From.Repository);
        var standing = plan.Name.Tags.ToDictionary(tag => tag.Name, tag => FindAsync(to, tag.Name, cancellationToken));
        var graph = await ReadAsync(plan, from, Task.WhenAll(standing.Values), cancellationToken);
        var digest = graph.Root.Digest;
        LogSource(plan, graph);
        Require(plan, graph);
        var tags = new RepositoryTags(
            to,
            plan.Name,
            digest,
            tag => standing.GetValueOrDefault(tag)?.Result ?? TagState.NotAsked,
            options.Log
        );
        await tags.RequireVersionsAsync(_ => Task.FromResult("content"));

        graph = plan.CarriesReferrers ? graph : graph with { Referrers = [], Attached = [] };
        await using var copy = plan.IsWithinRepository
            ? null
            : new GraphCopy(graph, from, to, options.UploadConcurrency, options.Log, cancellationToken);
        var copied = copy is null ? CopyResult.Nothing : await copy.RunAsync();
        var moved = await tags.MoveAsync((tag, ended) => to.PutManifestAsync(graph.Root.Content, tag.ToString(), ended), cancellationToken);
        if (copy is not null)
        {
            await copy.ConfirmAsync();
        }

        return new PromotionResult
        {
            From = plan.From,
            Name = plan.Name,
            Content = graph.Root.Content,
            MediaType = graph.Root.Links.MediaType,
            Index = MediaTypes.IsIndex(graph.Root.Links.MediaType)
                ? ImageIndex.Parse(graph.Root.Content.Bytes, graph.Root.Content.MediaType)
                : null,
            Manifest = graph.OneImage is { } image ? Manifest.Parse(image.Content.Bytes, image.Content.MediaType) : null,
            Config = graph.OneImage?.Config,
            Size = graph.Size,
            Referrers = plan.IsWithinRepository ? 0 : graph.Referrers.Length,
            BytesMounted = copied.BytesMounted,
            Published = new PublishResult
            {
                Kind = DestinationKind.Registry,
                Destination = to.Registry.ToString(),
                Digest = digest,
                References = moved.References,
                BytesSent = copied.BytesSent,
                BytesReused = Math.Max(0, graph.Size - copied.BytesSent),
                IsUnchanged = moved.IsUnchanged && copied.ManifestsSent == 0,
                UnmovedTags = moved.Kept,
            },
        };
    }

    public void Dispose() => _connections.Dispose();

    /// <summary>Source and destination at the same time; where both fail, both say why.</summary>
    private async Task<PromotionGraph> ReadAsync(
        PromotionPlan plan,
        RepositoryClient from,
        Task standing,
        CancellationToken cancellationToken
    )
    {
        var readsReferrers = !plan.RequiredLabels.IsEmpty || (plan.CarriesReferrers && !plan.IsWithinRepository);
        using var reader = new GraphReader(from, readsReferrers, options.Log, cancellationToken);
        var graph = reader.ReadAsync(plan.From);
        await Task.WhenAll(graph, standing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (
            graph.Exception?.InnerException is ContainerizeException source
            && standing.Exception?.InnerException is ContainerizeException destination
        )
        {
            throw new ContainerizeException(
                [.. source.Diagnostics, .. destination.Diagnostics.Where(diagnostic => !source.Diagnostics.Contains(diagnostic))],
                source
            );
        }

        await standing;
        return await graph;
    }

    /// <summary>Who may only push goes on without knowing; any other failure would be one of the promotion too.</summary>
    private static async Task<TagState> FindAsync(RepositoryClient repository, Tag tag, CancellationToken cancellationToken) =>
        await repository.FindTagAsync(tag, cancellationToken) is var state
        && state is TagState.Unknown { Why: { } why }
        && why.Diagnostics.Any(diagnostic => diagnostic.Code != RegistryDiagnostics.Denied.Code)
            ? throw why
            : state;

    private void LogSource(PromotionPlan plan, PromotionGraph graph)
    {
        if (plan.From.Digest is null)
        {
            options.Log.Write(MessageImportance.High, $"{plan.From} is {graph.Root.Digest}.");
        }

        var revisions = graph
            .Labelled.Select(image =>
                image
                    .Sources.Select(labels => labels.GetValueOrDefault(LabelKeys.Revision))
                    .FirstOrDefault(value => !string.IsNullOrEmpty(value))
            )
            .OfType<string>();
        if (plan.Revision is { } commit && revisions.FirstOrDefault(revision => revision != commit) is { } other)
        {
            options.Log.Report(RegistryDiagnostics.OtherRevision.Create(plan.From, other, commit));
        }
    }

    /// <exception cref="ContainerizeException">CTZ3064 for each label that is not as it should be.</exception>
    private static void Require(PromotionPlan plan, PromotionGraph graph)
    {
        var missing = plan
            .RequiredLabels.Select(requirement =>
                (requirement, Problems: graph.Labelled.Select(requirement.FindProblem).OfType<string>().ToList())
            )
            .Where(one => one.Problems.Count > 0)
            .Select(one =>
                RegistryDiagnostics.RequiredLabelMissing.Create(
                    plan.From,
                    graph.Root.Digest,
                    one.requirement,
                    string.Join("; ", one.Problems)
                )
            )
            .ToImmutableArray();
        if (!missing.IsEmpty)
        {
            throw new ContainerizeException(missing);
        }
    }
}
