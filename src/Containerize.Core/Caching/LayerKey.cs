using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Containerize.Images;
using Containerize.Layers;
using Containerize.Oci;

namespace Containerize.Caching;

/// <summary>
/// The key of a pipeline, by which its builds believe each other: a label of the image has a message authentication code
/// (HMAC-SHA256) over diff id, digest and size of each layer that the build added. Each of these lines is true for
/// itself, so that a label which is copied to another image says nothing false there. Not a record: nothing prints it.
/// </summary>
internal sealed class LayerKey
{
    /// <summary>Shorter keys can be guessed; 32 characters are what <c>openssl rand -hex 16</c> prints.</summary>
    public const int MinimumLength = 32;

    // The first line of what is authenticated: the same key, used for something else, authenticates other texts.
    private const string Purpose = "containerize.sdk layers v1\n";
    private const string Version = "v1";

    private readonly byte[] _key;

    private LayerKey(byte[] key) => _key = key;

    public static bool TryCreate(string text, [NotNullWhen(true)] out LayerKey? key)
    {
        key = text.Trim().Length < MinimumLength ? null : new LayerKey(Encoding.UTF8.GetBytes(text.Trim()));
        return key is not null;
    }

    /// <summary>The label's value for these layers: <c>v1:COUNT:CODE</c>.</summary>
    public string Sign(IEnumerable<(Digest DiffId, Descriptor Blob)> layers)
    {
        var text = new StringBuilder(Purpose);
        var count = 0;
        foreach (var (diffId, blob) in layers)
        {
            text.Append(CultureInfo.InvariantCulture, $"{diffId} {blob.Digest} {blob.Size}\n");
            count++;
        }

        var code = HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(text.ToString()));
        return string.Create(CultureInfo.InvariantCulture, $"{Version}:{count}:{Convert.ToHexStringLower(code)}");
    }

    public string Sign(ImmutableArray<BuiltLayer> layers) => Sign(layers.Select(layer => (layer.DiffId, layer.Descriptor)));

    /// <summary>Whether a build with this key made or proved the layer, as the image's label shows.</summary>
    public bool HasSigned(Image image, int index)
    {
        if (
            image.Config.Labels.GetValueOrDefault(LabelKeys.Layers) is not { } label
            || label.Split(':') is not [Version, var countText, _]
            || !int.TryParse(countText, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            || count > image.Manifest.Layers.Length
        )
        {
            return false;
        }

        var first = image.Manifest.Layers.Length - count;
        var expected = Sign(Enumerable.Range(first, count).Select(i => (image.Config.DiffIds[i], image.Manifest.Layers[i])));
        return index >= first && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(label));
    }
}
