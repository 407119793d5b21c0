using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Images;
using Containerize.Oci;
using Containerize.Versioning;
using NuGet.Versioning;

namespace Containerize.Registry;

/// <summary>
/// Moves tags that only ever go to higher versions. The highest that git or the repository has decides. Who moves a tag
/// has put its exact version first and looks once more afterwards: of several at a time, each that comes later sees the
/// others' versions, so that the highest keeps the tag.
/// </summary>
/// <param name="repository">The repository of the tags.</param>
/// <param name="put">Gives the published image a tag; the image is already in the repository by its digest.</param>
/// <param name="log">Told what the registry does not say.</param>
internal sealed class ForwardTags(RepositoryClient repository, Func<Tag, CancellationToken, Task> put, IBuildLog log)
{
    /// <summary>As often as others may come between; each time one with a higher version did.</summary>
    private const int MaximumCorrections = 100;

    /// <param name="tags">Tags of one version that point to something else, or to nothing.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Those that do not point to what is published in the end.</returns>
    public async Task<ImmutableArray<UnmovedTag>> MoveAsync(ImmutableArray<ImageTag> tags, CancellationToken cancellationToken)
    {
        var kept = new Dictionary<Tag, string>();
        var candidates = new List<ImageTag>();
        foreach (var tag in tags)
        {
            if (tag.HigherInGit.Length > 0)
            {
                kept[tag.Name] = $"git has {tag.HigherInGit}";
            }
            else
            {
                candidates.Add(tag);
            }
        }

        var known = candidates.Count == 0 ? null : await ReadAsync(tags[0], cancellationToken);
        var moved = new List<ImageTag>();
        foreach (var tag in candidates)
        {
            if (known?.Above(tag.Scope) is { } higher)
            {
                kept[tag.Name] = $"{higher} is higher";
            }
            else if (
                tag.Scope == HighestVersions.RevisionScope
                && await FindObstacleAsync(tag.Name, known, cancellationToken) is { } obstacle
            )
            {
                kept[tag.Name] = obstacle;
            }
            else
            {
                moved.Add(tag);
            }
        }

        await Task.WhenAll(moved.Select(tag => put(tag.Name, cancellationToken)));
        if (known is not null && moved.Count > 0)
        {
            await CorrectAsync(moved, kept, cancellationToken);
        }

        return [.. tags.Where(tag => kept.ContainsKey(tag.Name)).Select(tag => new UnmovedTag(tag.Name, kept[tag.Name]))];
    }

    /// <summary>
    /// Why a tag of three numbers stays: it is not there to follow versions of four, but the tag of a published version,
    /// which never moves. Where that is not known, it stays too.
    /// </summary>
    private async Task<string?> FindObstacleAsync(Tag tag, HighestVersions? known, CancellationToken cancellationToken) =>
        await repository.FindTagAsync(tag, cancellationToken) switch
        {
            TagState.Absent => null,
            TagState.Present(var digest) => await IsOfRevisionAsync(digest, known, cancellationToken)
                ? null
                : "that is a published version",
            _ => "it is not known what it points to",
        };

    private async Task<bool> IsOfRevisionAsync(Digest digest, HighestVersions? known, CancellationToken cancellationToken) =>
        known?.HighestRevision is { } revision && (await repository.FindTagAsync(revision, cancellationToken)).KnownDigest == digest;

    /// <summary>Gives tags to higher versions that came meanwhile, until none has.</summary>
    private async Task CorrectAsync(List<ImageTag> moved, Dictionary<Tag, string> kept, CancellationToken cancellationToken)
    {
        var holders = moved.ToDictionary(tag => tag.Name, tag => NuGetVersion.Parse(tag.Version));
        for (var corrections = 0; corrections < MaximumCorrections; corrections++)
        {
            var isStable = true;
            var known = await ReadAsync(moved[0], cancellationToken);
            foreach (var tag in moved)
            {
                if (
                    known?.Above(tag.Scope, holders[tag.Name]) is { } higher
                    && await repository.GetManifestAsync(higher.ToString(), cancellationToken) is { } content
                )
                {
                    await repository.PutManifestAsync(content, tag.Name.ToString(), cancellationToken);
                    holders[tag.Name] = known.Parse(higher.ToString())!;
                    kept[tag.Name] = $"{higher} was published at the same time";
                    isStable = false;
                }
            }

            if (isStable)
            {
                return;
            }
        }
    }

    /// <returns>Null where the registry does not list tags.</returns>
    private async Task<HighestVersions?> ReadAsync(ImageTag tag, CancellationToken cancellationToken)
    {
        var versions = new HighestVersions(NuGetVersion.Parse(tag.Version), tag.ExactTag?.ToString() ?? "");
        string? refusal;
        try
        {
            refusal = await repository.ListTagsAsync(versions.Add, cancellationToken);
        }
        catch (ContainerizeException exception)
        {
            refusal = exception.Message;
        }

        if (refusal is null)
        {
            return versions;
        }

        log.Report(RegistryDiagnostics.TagsNotListed.Create(repository.Registry, repository.Repository, refusal));
        return null;
    }
}
