using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Oci;
using Containerize.Registry;
using Containerize.Versioning;

namespace Containerize.Publishing;

/// <summary>
/// The tags of an image in one repository, put when the image stands there by its digest: the most exact first, and
/// those that move forward only where no higher version has them.
/// </summary>
/// <param name="repository">Where they stand.</param>
/// <param name="name">The tags.</param>
/// <param name="digest">What they shall point to.</param>
/// <param name="standing">What a tag pointed to before; null where it did not exist.</param>
/// <param name="log">Told which tags were not moved.</param>
internal sealed class RepositoryTags(RepositoryClient repository, ImageName name, Digest digest, Func<string, Digest?> standing, IBuildLog log)
{
    private string Place => $"{repository.Registry}/{name.Repository}";

    /// <summary>A version is published once.</summary>
    /// <exception cref="ContainerizeException">CTZ3050.</exception>
    public void RequireVersions()
    {
        foreach (var tag in name.BoundTags)
        {
            if (tag.Movement == TagMovement.Fixed && standing(tag.Name) is { } other && other != digest)
            {
                throw new ContainerizeException(RegistryDiagnostics.VersionExists.Create($"{Place}:{tag.Name}", other, digest));
            }
        }
    }

    /// <param name="put">Gives the image a tag.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<MovedTags> MoveAsync(Func<string, CancellationToken, Task> put, CancellationToken cancellationToken)
    {
        // A tag only ever moves to an image that is whole, and 'latest' only where the exact tag did.
        var moved = name.Tags.Where(tag => standing(tag) != digest).ToList();
        var forward = name.BoundTags.IsEmpty ? [] : name.BoundTags.Where(tag => tag.Movement == TagMovement.Forward && moved.Contains(tag.Name)).ToImmutableArray();
        var others = forward.IsEmpty ? moved : [.. moved.Where(tag => forward.All(bound => bound.Name != tag))];
        if (others.Count > 0)
        {
            await put(others[0], cancellationToken);
            await Task.WhenAll(others.Skip(1).Select(tag => put(tag, cancellationToken)));
        }

        var kept = forward.IsEmpty ? [] : await new ForwardTags(repository, standing, put, log).MoveAsync(forward, cancellationToken);
        if (!kept.IsEmpty)
        {
            TellKept(kept);
        }

        return new([.. name.Tags.Where(tag => kept.All(one => one.Tag != tag)).Select(tag => $"{Place}:{tag}")], kept, IsUnchanged: moved.Count == kept.Length);
    }

    /// <summary>Where not even the narrowest tag follows a new version, it continues nothing that is there.</summary>
    private void TellKept(ImmutableArray<KeptTag> kept)
    {
        log.Write(MessageImportance.High, $"{Place}: not moved: {string.Join(", ", kept.Select(tag => $"{tag.Tag} ({tag.Because})"))}.");
        var narrowest = name.BoundTags.Where(tag => tag.Movement == TagMovement.Forward).MaxBy(tag => tag.Scope)!;
        if (standing(narrowest.ExactTag) is null && kept.FirstOrDefault(tag => tag.Tag == narrowest.Name) is { } last)
        {
            log.Report(RegistryDiagnostics.VersionGoesBackwards.Create(narrowest.Version, last.Because, Place));
        }
    }
}

/// <summary>What became of an image's tags.</summary>
/// <param name="References">Full references of those that point to it now.</param>
/// <param name="Kept">Those that do not.</param>
/// <param name="IsUnchanged">Whether all stood there already.</param>
internal sealed record MovedTags(ImmutableArray<string> References, ImmutableArray<KeptTag> Kept, bool IsUnchanged);
