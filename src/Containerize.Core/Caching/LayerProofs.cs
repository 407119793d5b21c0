using System.Globalization;
using System.Text;
using Containerize.Oci;

namespace Containerize.Caching;

/// <summary>
/// Which compressed layers this machine has made, or read through and measured: a diff id, and the digest and size of the
/// compressed bytes. Nothing else gets in, so that what is in here needs no other proof. The bytes need not be here.
/// </summary>
internal sealed class LayerProofs(CacheFolder folder)
{
    public bool Has(Digest diffId, Descriptor blob) =>
        CacheRecord.Read(folder, NameOf(Line(diffId, blob))) is { } line && line == Line(diffId, blob);

    public void Add(Digest diffId, Descriptor blob)
    {
        if (folder.IsEnabled && !Has(diffId, blob))
        {
            var line = Line(diffId, blob);
            CacheRecord.Write(folder, NameOf(line), line);
        }
    }

    private static string Line(Digest diffId, Descriptor blob) =>
        string.Create(CultureInfo.InvariantCulture, $"{diffId} {blob.Digest} {blob.Size}");

    private static string NameOf(string line) => $"proofs/{Digest.Compute(Encoding.UTF8.GetBytes(line)).Hex}";
}
