using System.Collections.Concurrent;
using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Oci;
using Containerize.Registry;

namespace Containerize.Promotion;

/// <summary>
/// Reads what is promoted, without any layer: manifests, configurations, and whatever refers to them, over and over. All
/// that is missing is reported together.
/// </summary>
internal sealed class GraphReader(RepositoryClient repository, bool readsReferrers, IBuildLog log, CancellationToken cancellationToken)
    : IDisposable
{
    /// <summary>More are an attack or a mistake.</summary>
    private const int MaximumManifests = 1000;

    private const int ParallelRequests = 8;

    /// <summary>What cosign calls the manifests that belong to another, where it does not write a subject.</summary>
    private static readonly string[] Suffixes = [".sig", ".att", ".sbom"];

    /// <summary>
    /// <c>{}</c>: the configuration of what has none. Source: OCI image specification, manifest.md, "Guidance for an Empty Descriptor".
    /// </summary>
    private static readonly Digest EmptyObject = Digest.Compute("{}"u8);

    private readonly SemaphoreSlim _gate = new(ParallelRequests);
    private readonly Referrers _referrers = new(repository);
    private readonly ConcurrentDictionary<Digest, ManifestNode> _image = new();
    private readonly ConcurrentDictionary<Digest, ManifestNode> _others = new();
    private readonly ConcurrentBag<AttachedTag> _attached = [];
    private readonly ConcurrentBag<Diagnostic> _problems = [];

    private string Place => $"{repository.Registry}/{repository.Repository}";

    /// <exception cref="ContainerizeException">CTZ3060 to CTZ3063, and what the registry answered (CTZ3xxx).</exception>
    public async Task<PromotionGraph> ReadAsync(ImageReference reference)
    {
        var content = await repository.GetManifestAsync(reference.TagOrDigest, cancellationToken)
            ?? throw new ContainerizeException(RegistryDiagnostics.PromotionSourceMissing.Create(reference));
        ManifestNode root;
        try
        {
            root = new(content, ManifestLinks.Read(content), Listed: null);
        }
        catch (FormatException exception)
        {
            throw new ContainerizeException(RegistryDiagnostics.PromotionSourceUnusable.Create(reference, exception.Message), exception);
        }

        await AddImageAsync(root);
        return _problems.IsEmpty
            ? new PromotionGraph
            {
                Root = _image[root.Digest],
                Image = InOrder(_image),
                Referrers = [.. InOrder(_others).Where(node => !_image.ContainsKey(node.Digest))],
                Attached = [.. _attached.OrderBy(tag => tag.Tag, StringComparer.Ordinal)],
            }
            : throw new ContainerizeException([
                .. _problems.DistinctBy(problem => problem.Message).OrderBy(problem => problem.Message, StringComparer.Ordinal),
            ]);
    }

    public void Dispose() => _gate.Dispose();

    private static ImmutableArray<ManifestNode> InOrder(ConcurrentDictionary<Digest, ManifestNode> nodes) =>
        [.. nodes.Values.OrderBy(node => node.Digest.ToString(), StringComparer.Ordinal)];

    private async Task AddImageAsync(ManifestNode node)
    {
        if (!_image.TryAdd(node.Digest, node) || IsTooMuch())
        {
            return;
        }

        await Task.WhenAll([
            ReadConfigAsync(node),
            ReadReferrersAsync(node),
            .. node.Links.Manifests.Select(child => ReadPlatformAsync(node, child)),
        ]);
    }

    private async Task ReadPlatformAsync(ManifestNode index, Descriptor child)
    {
        var name = child.Platform is { } platform ? $"{platform} ({child.Digest})" : child.Digest.ToString();
        if (
            await ReadAsync(child.Digest.ToString(), child, problem =>
                RegistryDiagnostics.PlatformMissing.Create($"{Place}@{index.Digest}", name, problem)
            ) is
            { } node
        )
        {
            await AddImageAsync(node);
        }
    }

    /// <summary>Labels are in there. The form of another artifact's configuration is not known.</summary>
    private async Task ReadConfigAsync(ManifestNode node)
    {
        if (node.Links is { IsImage: true, Config: { Size: <= ImageConfig.MaximumSize } config })
        {
            try
            {
                var bytes = await SendAsync(() => repository.ReadBlobAsync(config, cancellationToken));
                _image[node.Digest] = node with { Config = ImageConfig.Parse(bytes) };
            }
            catch (ContainerizeException exception)
            {
                foreach (var diagnostic in exception.Diagnostics)
                {
                    _problems.Add(diagnostic);
                }
            }
            catch (FormatException) when (config.Digest == EmptyObject || node.Listed is { Platform.Os: "unknown" })
            {
                // An attestation, which needs no configuration and has no labels.
            }
            catch (FormatException exception)
            {
                _problems.Add(
                    RegistryDiagnostics.PromotionSourceUnusable.Create(
                        $"{Place}@{node.Digest}",
                        $"its configuration cannot be read: {exception.Message}"
                    )
                );
            }
        }
    }

    private async Task AddReferrerAsync(ManifestNode node)
    {
        if (_image.ContainsKey(node.Digest) || !_others.TryAdd(node.Digest, node) || IsTooMuch())
        {
            return;
        }

        await Task.WhenAll([ReadReferrersAsync(node), .. node.Links.Manifests.Select(ReadPartAsync)]);

        async Task ReadPartAsync(Descriptor part)
        {
            if (await ReadAsync(part.Digest.ToString(), part, Unreadable(node.Digest, part.Digest)) is { } read)
            {
                await AddReferrerAsync(read);
            }
        }
    }

    private Task ReadReferrersAsync(ManifestNode node) =>
        !readsReferrers
            ? Task.CompletedTask
            : Task.WhenAll([
                ReadListedAsync(node.Digest),
                .. Suffixes.Select(suffix => ReadAttachedAsync(node.Digest, Referrers.FallbackTag(node.Digest) + suffix)),
            ]);

    private async Task ReadListedAsync(Digest subject)
    {
        ReferrerSet listed;
        try
        {
            listed = await SendAsync(() => _referrers.ReadAsync(subject, cancellationToken));
        }
        catch (Exception exception) when (exception is FormatException or ContainerizeException)
        {
            _problems.Add(Unreadable(subject, $"the list under {Referrers.FallbackTag(subject)}")(exception.Message));
            return;
        }

        await Task.WhenAll(
            listed.Manifests.Select(async descriptor =>
            {
                if (await ReadAsync(descriptor.Digest.ToString(), listed: null, Unreadable(subject, descriptor.Digest)) is not { } node)
                {
                    return;
                }

                if (node.Links.Subject == subject)
                {
                    await AddReferrerAsync(node);
                }
                else
                {
                    log.Write(
                        MessageImportance.Normal,
                        $"{Place}@{descriptor.Digest} is not promoted: it is listed as a referrer of {subject}, but does "
                            + "not say so itself."
                    );
                }
            })
        );
    }

    private async Task ReadAttachedAsync(Digest subject, string tag)
    {
        if (await ReadAsync(tag, listed: null, Unreadable(subject, tag), mustExist: false) is { } node)
        {
            _attached.Add(new(tag, node.Digest));
            await AddReferrerAsync(node);
        }
    }

    private Func<string, Diagnostic> Unreadable(Digest subject, object referrer) =>
        problem => RegistryDiagnostics.ReferrerUnreadable.Create(referrer, $"{Place}@{subject}", problem);

    /// <summary>A manifest; null where it is not there or cannot be read, which <paramref name="report"/> makes a message of.</summary>
    private async Task<ManifestNode?> ReadAsync(
        string tagOrDigest,
        Descriptor? listed,
        Func<string, Diagnostic> report,
        bool mustExist = true
    )
    {
        try
        {
            if (await SendAsync(() => repository.GetManifestAsync(tagOrDigest, cancellationToken)) is { } content)
            {
                return new(content, ManifestLinks.Read(content), listed);
            }

            if (mustExist)
            {
                _problems.Add(report("it does not exist"));
            }
        }
        catch (Exception exception) when (exception is FormatException or ContainerizeException)
        {
            _problems.Add(report(exception.Message));
        }

        return null;
    }

    private bool IsTooMuch()
    {
        if (_image.Count + _others.Count <= MaximumManifests)
        {
            return false;
        }

        _problems.Add(RegistryDiagnostics.PromotionSourceUnusable.Create(Place, $"more than {MaximumManifests} manifests belong to it"));
        return true;
    }

    private async Task<T> SendAsync<T>(Func<Task<T>> request)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            return await request();
        }
        finally
        {
            _gate.Release();
        }
    }
}
