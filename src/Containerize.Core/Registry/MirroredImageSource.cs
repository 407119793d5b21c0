using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Images;
using Containerize.Oci;

namespace Containerize.Registry;

/// <summary>
/// A base that several places have. The first that has all its documents, for the platform, gives the image; a layer
/// that it cannot give is asked of those after it. The base keeps the name of its origin.
/// </summary>
internal sealed class MirroredImageSource(
    ImageReference reference,
    ImmutableArray<ImageReference> places,
    Func<ImageReference, IImageSource> open,
    IBuildLog log
) : IImageSource
{
    public string Name => reference.ToString();

    public async Task<BaseImage> ResolveAsync(Platform platform, CancellationToken cancellationToken)
    {
        var failures = new List<string>();
        for (var i = 0; i < places.Length; i++)
        {
            try
            {
                var resolved = await open(places[i]).ResolveAsync(platform, cancellationToken);
                log.Write(MessageImportance.Normal, $"Base {Name} comes from {places[i]}.");
                return resolved with { Image = WithLaterPlaces(resolved, places[(i + 1)..], platform) };
            }
            catch (ContainerizeException exception)
            {
                log.Write(MessageImportance.Normal, $"Base {Name} does not come from {places[i]}: {exception.Message}");
                failures.Add($"{places[i]} ({exception.Message})");
            }
        }

        throw new ContainerizeException(BaseImageDiagnostics.NotInMirrors.Create(Name, string.Join("; ", failures)));
    }

    private Image WithLaterPlaces(BaseImage resolved, ImmutableArray<ImageReference> later, Platform platform)
    {
        if (later.IsEmpty)
        {
            return resolved.Image;
        }

        // By its digest: what a tag means elsewhere may be another image.
        var digest = resolved.Image.Manifest.Digest;
        var others = later
            .Select(place => new Lazy<Task<Image>>(async () =>
                (await open(place with { Tag = null, Digest = digest }).ResolveAsync(platform, CancellationToken.None)).Image
            ))
            .ToImmutableArray();
        return resolved.Image with
        {
            Layers = [.. resolved.Image.Layers.Select((layer, index) => new MirroredBlob(layer, index, others, log))],
        };
    }

    /// <summary>A layer that later places may have where the first has lost it.</summary>
    private sealed class MirroredBlob(IBlob first, int index, ImmutableArray<Lazy<Task<Image>>> others, IBuildLog log) : IRegistryBlob
    {
        public Descriptor Descriptor => first.Descriptor;

        public RegistryName Registry => ((IRegistryBlob)first).Registry;

        public RepositoryName Repository => ((IRegistryBlob)first).Repository;

        public async Task<Stream> OpenAsync(CancellationToken cancellationToken)
        {
            try
            {
                return await first.OpenAsync(cancellationToken);
            }
            catch (ContainerizeException exception)
            {
                foreach (var other in others)
                {
                    log.Write(MessageImportance.Normal, $"{exception.Message} Asking the next mirror.");
                    try
                    {
                        return await (await other.Value.WaitAsync(cancellationToken)).Layers[index].OpenAsync(cancellationToken);
                    }
                    catch (ContainerizeException next)
                    {
                        log.Write(MessageImportance.Normal, next.Message);
                    }
                }

                throw;
            }
        }
    }
}
