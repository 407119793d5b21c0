using System.Collections.Immutable;
using System.Text.Json;
using Containerize.Diagnostics;
using Containerize.Oci;

namespace Containerize.Layout;

/// <summary>What a layout's <c>index.json</c> leads to, by whatever document, also of kinds that this package does not know.</summary>
internal static class LayoutReach
{
    /// <summary>
    /// Every digest that is named by the index, or by a document that it leads to: in a descriptor, an annotation, or
    /// anywhere else. Null where that cannot be known, as an index or a manifest cannot be read.
    /// </summary>
    public static async Task<IReadOnlySet<Digest>?> FindAsync(
        LayoutReader layout,
        ImmutableArray<byte> index,
        CancellationToken cancellationToken
    )
    {
        var reached = new HashSet<Digest>();
        var followed = new HashSet<Digest>();
        var documents = new Queue<Descriptor>();
        Visit(index);
        while (documents.TryDequeue(out var document))
        {
            try
            {
                Visit(await layout.ReadDocumentAsync(document, cancellationToken));
            }
            catch (Exception exception) when (exception is ContainerizeException or FormatException)
            {
                if (IsList(document.MediaType))
                {
                    return null;
                }
            }
        }

        return reached;

        void Visit(ImmutableArray<byte> bytes) => OciJson.Read(bytes.AsMemory(), root =>
            {
                Collect(root);
                return root.ValueKind;
            });

        void Collect(JsonElement element)
        {
            switch (element.ValueKind)
            {
                case JsonValueKind.Object:
                    Follow(element);
                    foreach (var property in element.EnumerateObject())
                    {
                        Collect(property.Value);
                    }

                    break;
                case JsonValueKind.Array:
                    foreach (var item in element.EnumerateArray())
                    {
                        Collect(item);
                    }

                    break;
                case JsonValueKind.String when Digest.TryParse(element.GetString(), out var digest):
                    _ = reached.Add(digest);
                    break;
            }
        }

        // A document that is not there leads nowhere: of an index, often only some images are copied.
        void Follow(JsonElement element)
        {
            if (
                TryRead(element) is { } descriptor
                && IsDocument(descriptor.MediaType)
                && followed.Add(descriptor.Digest)
                && layout.Contains(descriptor.Digest)
            )
            {
                documents.Enqueue(descriptor);
            }
        }
    }

    private static Descriptor? TryRead(JsonElement element)
    {
        try
        {
            return Descriptor.Read(element);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static bool IsDocument(string mediaType) => IsList(mediaType) || mediaType.EndsWith("json", StringComparison.Ordinal);

    private static bool IsList(string mediaType) =>
        mediaType.Contains("manifest", StringComparison.Ordinal) || mediaType.Contains("index", StringComparison.Ordinal);
}
