using Containerize.Images;
using Containerize.Oci;

namespace Containerize.Core.Tests.Images;

[TestClass]
internal sealed class ScratchImageSourceTests
{
    [TestMethod]
    public async Task Scratch_is_empty_in_oci_format_and_has_no_digest()
    {
        var platform = new Platform
        {
            Os = "linux",
            Architecture = "arm",
            Variant = "v7",
        };
        var scratch = await new ScratchImageSource().ResolveAsync(platform, CancellationToken.None);
        Assert.IsNull(scratch.Digest);
        Assert.AreEqual(ImageFormat.Oci, scratch.Image.Manifest.Format);
        Assert.AreEqual(platform, scratch.Image.Config.Platform);
        Assert.IsEmpty(scratch.Image.Layers);
        Assert.AreEqual(Digest.Compute(scratch.Image.Config.RawBytes.AsSpan()), scratch.Image.Manifest.Config.Digest);
    }
}
