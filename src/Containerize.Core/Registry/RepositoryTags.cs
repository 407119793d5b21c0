using System.Collections.Concurrent;
using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Images;
using Containerize.Oci;
using Containerize.Versioning;

namespace Containerize.Registry;

/// <summary>
/// The tags of an image in one repository, written when the image is there by its digest: the most exact first, and
/// those that move forward only where no higher version has them.
/// </summary>
/// <param name="repository">The repository of the tags.</param>
/// <param name="name">The tags.</param>
/// <param name="digest">The digest that they should point to.</param>
/// <param name="before">What was known of a tag when the publish began, which may be minutes ago.</param>
/// <param name="log">Told which tags were not moved.</param>
internal sealed class RepositoryTags(RepositoryClient repository, ImageName name, Digest digest, Func<Tag, TagState> before, IBuildLog log)
{
    private readonly Dictionary<Tag, TagState> _found = [];

    private string Place => $"{repository.Registry}/{name.Repository}";

    /// <summary>A version is published once. Where that is clear at once, nothing is sent.</summary>
    /// <param name="differences">What differs between what a tag points to and what is published, in words.</param>
    /// <exception cref="ContainerizeException">CTZ3050.</exception>
    public async Task RequireVersionsAsync(Func<Tag, Task<string>> differences)
    {
        var taken = name.Tags.Where(tag => tag.Movement == TagMovement.Fixed && before(tag.Name).IsOther(digest)).ToList();
        if (taken.Count > 0)
        {
            Require(taken, await differences(taken[0].Name));
        }
    }

    /// <param name="put">Gives the image a tag.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ContainerizeException">CTZ3050, CTZ3053: no tag was moved. CTZ3054 beside another: some were.</exception>
    public async Task<MovedTags> MoveAsync(Func<Tag, CancellationToken, Task> put, CancellationToken cancellationToken)
    {
        var moved = name.Tags.DistinctBy(tag => tag.Name).Where(tag => StateOf(tag).KnownDigest != digest).ToList();
        var versions = moved.Where(tag => tag.Movement == TagMovement.Fixed).ToList();
        await LookAgainAsync(versions, cancellationToken);
        Require(
            versions.Where(tag => StateOf(tag) is TagState.Unknown || StateOf(tag).IsOther(digest)),
            "what another build published at the same time"
        );
        moved.RemoveAll(tag => StateOf(tag).KnownDigest == digest);

        var done = new ConcurrentBag<Tag>();
        try
        {
            var kept = await MoveAsync(moved, PutAsync, cancellationToken);
            return new(
                [.. name.Tags.Where(tag => kept.All(one => one.Tag != tag.Name)).Select(tag => $"{Place}:{tag}")],
                kept,
                IsUnchanged: moved.Count == kept.Length
            );
        }
        catch (ContainerizeException exception) when (!done.IsEmpty)
        {
            var partly = RegistryDiagnostics.TagsPartlyMoved.Create(
                Place,
                string.Join(", ", moved.Where(tag => done.Contains(tag.Name))),
                string.Join(", ", moved.Where(tag => !done.Contains(tag.Name)))
            );
            throw new ContainerizeException([.. exception.Diagnostics, partly], exception);
        }

        async Task PutAsync(Tag tag, CancellationToken ended)
        {
            await put(tag, ended);
            done.Add(tag);
        }
    }

    /// <summary>A tag only ever moves to an image that is whole, and <c>latest</c> only where the exact tag did.</summary>
    private async Task<ImmutableArray<UnmovedTag>> MoveAsync(
        List<ImageTag> moved,
        Func<Tag, CancellationToken, Task> put,
        CancellationToken cancellationToken
    )
    {
        var forward = moved.Where(tag => tag.Movement == TagMovement.Forward).ToImmutableArray();
        var others = moved.Where(tag => tag.Movement != TagMovement.Forward).Select(tag => tag.Name).ToList();
        if (others.Count > 0)
        {
            await put(others[0], cancellationToken);
            await Task.WhenAll(others.Skip(1).Select(tag => put(tag, cancellationToken)));
        }

        var kept = forward.IsEmpty ? [] : await new ForwardTags(repository, put, log).MoveAsync(forward, cancellationToken);
        if (!kept.IsEmpty)
        {
            ReportUnmoved(kept);
        }

        return kept;
    }

    private TagState StateOf(ImageTag tag) => StateOf(tag.Name);

    private TagState StateOf(Tag tag) => _found.GetValueOrDefault(tag) ?? before(tag);

    /// <summary>Others may have published the version since.</summary>
    private async Task LookAgainAsync(List<ImageTag> tags, CancellationToken cancellationToken)
    {
        var states = await Task.WhenAll(tags.Select(tag => repository.FindTagAsync(tag.Name, cancellationToken)));
        for (var i = 0; i < states.Length; i++)
        {
            _found[tags[i].Name] = states[i];
        }
    }

    /// <param name="taken">Tags of versions that may not be put, or of which that is not known.</param>
    /// <param name="differences">What differs, in words.</param>
    private void Require(IEnumerable<ImageTag> taken, string differences)
    {
        var errors = taken
            .Select(tag =>
                StateOf(tag) is TagState.Unknown unknown
                    ? RegistryDiagnostics.VersionUnknown.Create($"{Place}:{tag}", unknown.Why?.Message, Remedy(unknown))
                    : RegistryDiagnostics.VersionExists.Create($"{Place}:{tag}", StateOf(tag).KnownDigest, digest, differences)
            )
            .ToImmutableArray();
        if (!errors.IsEmpty)
        {
            throw new ContainerizeException(errors);
        }
    }

    /// <summary>A registry that is ill for a moment is no reason to overwrite what it may have.</summary>
    private static string Remedy(TagState.Unknown unknown) =>
        unknown.Why?.Diagnostics.Any(diagnostic =>
            diagnostic.Descriptor == RegistryDiagnostics.LoginRequired || diagnostic.Descriptor == RegistryDiagnostics.Denied
        ) == true
            ? "Let the account read the repository too, or set ContainerAllowOverwrite=true if the tag may be overwritten."
            : "Publish again when the registry answers.";

    /// <summary>Where not even the narrowest tag follows a new version, it continues nothing that is there.</summary>
    private void ReportUnmoved(ImmutableArray<UnmovedTag> kept)
    {
        log.Write(MessageImportance.High, $"{Place}: not moved: {string.Join(", ", kept.Select(tag => $"{tag.Tag} ({tag.Reason})"))}.");
        var narrowest = name.Tags.Where(tag => tag.Movement == TagMovement.Forward).MaxBy(tag => tag.Scope)!;
        if (
            narrowest.ExactTag is { } exact
            && StateOf(exact) is TagState.Absent
            && kept.FirstOrDefault(tag => tag.Tag == narrowest.Name) is { } last
        )
        {
            log.Report(RegistryDiagnostics.VersionGoesBackwards.Create(narrowest.Version, last.Reason, Place));
        }

        var waiting = kept.Where(tag => HigherInGit(tag).Length > 0 && StateOf(tag.Tag) is TagState.Absent).ToList();
        if (waiting.Count > 0)
        {
            var higher = HigherInGit(waiting[^1]);
            log.Report(
                RegistryDiagnostics.HigherInGitAlone.Create(
                    Place,
                    string.Join(", ", waiting.Select(tag => tag.Tag)),
                    higher,
                    name.Repository.ToString().Split('/')[^1]
                )
            );
        }
    }

    private string HigherInGit(UnmovedTag unmoved) => name.Tags.First(tag => tag.Name == unmoved.Tag).HigherInGit;
}

/// <summary>What became of an image's tags.</summary>
/// <param name="References">Full references of those that point to it now.</param>
/// <param name="Kept">Those that do not.</param>
/// <param name="IsUnchanged">Whether all of them were there already.</param>
internal sealed record MovedTags(ImmutableArray<string> References, ImmutableArray<UnmovedTag> Kept, bool IsUnchanged);
